"""Where the files of tests lie: in memory where there is room, since nobody wants them after a power cut.

Databases then wait for no disk; what they are asked to make durable is the same.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 3 * 2**30


def work_in_memory() -> None:
    """Let temporary files lie in memory, unless TMPDIR says where; in a container there is often no room."""
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK):
        return
    if shutil.disk_usage(MEMORY).free >= ROOM:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # asked for anew
