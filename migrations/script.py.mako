"""${message}"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core import db as types

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Migrate upwards."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Migrate downwards."""
    ${downgrades if downgrades else "pass"}
