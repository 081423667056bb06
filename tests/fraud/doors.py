"""The doors of what is looked at before it counts, as rows of the table in `tests.core.doors`."""

from __future__ import annotations

from itertools import count
from typing import Any

from app.core.db import transaction
from app.fraud import rules
from app.fraud.choosing import Conditions
from app.fraud.models import RuleAct, RuleKind
from app.signatures.models import Hold
from tests.factories import make_petition, make_signature
from tests.fraud.holds import held_of, make_held, start, take_out
from tests.shifts.doors import Row, numbered

_numbers = count(1)

DESK_OF = "/organisera/namninsamlingar"
RULE = {"kind": "domain", "pattern": "*.bad.example", "act": "hold"}
CHOICE = {
    "hold": "pattern",
    "channel": "",
    "source": "",
    "network": "",
    "area": "",
    "do": "try",
    "once": "0" * 32,
}


def held(rest: str = "") -> str:
    """Make a held signature and give the way to where it is decided."""
    return f"{DESK_OF}/{make_held(hold=Hold.PATTERN).petition_id}/granska{rest}"


def one_held() -> str:
    """Give the way to one held signature."""
    row = make_held()
    return f"{DESK_OF}/{row.petition_id}/granska/{row.id}"


def ticked(address: str) -> dict[str, Any]:
    """Tick the signature that is held there, and let it count."""
    return {"row": [str(row.id) for row in held_of(numbered(address))], "do": "count"}


def looked_at(address: str) -> dict[str, Any]:
    """Name the signature that is held there, to see whose it is."""
    return {"shown": ticked(address)["row"]}


def one_confirmed() -> str:
    """Give the way that takes one signature out."""
    row = make_signature()
    return f"{DESK_OF}/{row.petition_id}/signaturer/{row.id}/ogiltig"


def invalidations(rest: str = "") -> str:
    """Give the way to what was taken out of a petition."""
    return f"{DESK_OF}/{make_petition().id}/ogiltiga/{rest}"


def invalidation(rest: str = "") -> str:
    """Take one signature out and give the way to that."""
    made = take_out(make_signature())
    return f"{DESK_OF}/{made.petition_id}/ogiltiga/{made.id}{rest}"


def running() -> str:
    """Begin to take signatures out, and give the way that stops it."""
    petition = make_signature().petition
    made = start(petition, Conditions(postcode="124"), once=next(_numbers).to_bytes(16))
    return f"{DESK_OF}/{made.petition_id}/ogiltiga/{made.id}/stoppa"


def rule() -> str:
    """Make a rule and give the way that removes it."""
    with transaction(public=False):
        made = rules.add_rule(
            RuleKind.DOMAIN, f"bad{next(_numbers)}.example", RuleAct.HOLD, note="", is_meant=False, actor=None
        )
    return f"/organisera/regler/{made.id}/ta-bort"


def a_rule(_address: str) -> dict[str, Any]:
    """Type a rule that there is not yet."""
    return RULE | {"pattern": f"*.bad{next(_numbers)}.example"}


PUBLIC: tuple[Row, ...] = (
    ("fraud.puzzle", "GET", lambda: f"/namninsamlingar/{make_petition().slug}/prov", 200, {}),
)

DESK: tuple[Row, ...] = (
    ("fraud_manage.index", "GET", held, 200, {}),
    ("fraud_manage.release", "GET", one_held, 200, {}),
    ("fraud_manage.unmask", "POST", lambda: held("/visa"), 200, looked_at),
    ("fraud_manage.decide", "POST", held, 303, ticked),
    ("fraud_manage.undo", "POST", lambda: held("/angra"), 303, {"act": "1"}),
    ("fraud_manage.invalidate_one", "GET", one_confirmed, 200, {}),
    ("fraud_manage.invalidate_one", "POST", one_confirmed, 303, {"reason": "Ett program"}),
    ("invalidations_manage.index", "GET", invalidations, 200, {}),
    ("invalidations_manage.new", "GET", lambda: invalidations("ny"), 200, {}),
    ("invalidations_manage.new", "POST", lambda: invalidations("ny"), 200, CHOICE),
    ("invalidations_manage.show", "GET", invalidation, 200, {}),
    ("invalidations_manage.cancel", "POST", running, 303, {}),
    ("invalidations_manage.undo", "POST", lambda: invalidation("/angra"), 303, {}),
    ("rules_manage.index", "GET", lambda: "/organisera/regler/", 200, {}),
    ("rules_manage.index", "POST", lambda: "/organisera/regler/", 303, a_rule),
    ("rules_manage.remove", "POST", rule, 303, {}),
)
