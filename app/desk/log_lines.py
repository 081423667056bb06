"""An act in words: what, who, about what, and its facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import Account
from app.campaigns import queries as campaigns
from app.core import periods
from app.core.db import db
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.i18n import ngettext
from app.core.templates import number
from app.fraud import telling
from app.petitions import queries as petitions
from app.petitions.forms import PRESETS
from app.petitions.models import Preset
from app.record import queries as record
from app.record.models import Act
from app.record.words import word_of
from app.shifts.booking import name_of
from app.shifts.models import Event, Shift
from app.tasks.models import Task

WAYS = MappingProxyType(
    {"phone": _l("By phone"), "letter": _l("By letter"), "email": _l("By e-mail"), "person": _l("In person")}
)
STATES = MappingProxyType(
    {
        "draft": _l("Draft"),
        "published": _l("Running"),
        "won": _l("Won"),
        "lost": _l("Lost"),
        "handed_over": _l("Handed over"),
        "archived": _l("Archived"),
        "open": _l("Open"),
        "done": _l("Done"),
        "cancelled": _l("Called off"),
    }
)
SETTINGS = MappingProxyType(
    {
        "name": _l("name"),
        "about": _l("who you are"),
        "contact_email": _l("e-mail"),
        "phone": _l("phone"),
        "sender": _l("responsible sender"),
        "links": _l("links"),
        "languages": _l("languages"),
        "accent": _l("colour"),
        "logo": _l("logo"),
    }
)
SEARCHED_BY = MappingProxyType(
    {
        "email": _l("by the whole e-mail address"),
        "name": _l("by the whole name"),
        "part": _l("by a part of the name"),
        "receipt": _l("by the code of a receipt"),
        "phone": _l("by the phone number"),
    }
)


@dataclass(frozen=True)
class Things:
    """What acts are about, by number: only what the reader reaches has a name."""

    campaigns: Mapping[int, str]
    petitions: Mapping[int, str]
    events: Mapping[int, str]
    shifts: Mapping[int, str]
    tasks: Mapping[int, str]


@dataclass(frozen=True)
class Line:
    """One act as a row of the log."""

    act: Act
    what: str
    who: str
    """Empty where the program did it."""
    about: tuple[str, int, str] | None
    """A thing with a page at the desk: its kind, its number, its title."""
    details: Sequence[str]
    words: str

    @property
    def is_of_helper(self) -> bool:
        """Say whether somebody did it who has no account: she had herself removed."""
        return self.act.kind == "volunteer.erased" and not self.who


def lines_of(acts: Sequence[Act], account: Account) -> list[Line]:
    """Put acts into words, at a cost that does not follow their number."""
    things, reasons = _things(acts, account), telling.reasons_in(acts)
    names: dict[int, str] = {}
    for act in acts:
        if act.account_id is not None and act.account_id not in names:
            names[act.account_id] = record.actor_name(act)
    return [
        Line(
            act,
            word_of(act.kind),
            names.get(act.account_id or 0, ""),
            _about(act, things),
            _details(act, things),
            record.words_of(act) or reasons.get(act.id, ""),
        )
        for act in acts
    ]


def _things(acts: Sequence[Act], account: Account) -> Things:
    def about(kind: str) -> set[int]:
        return {act.facts[kind] for act in acts if isinstance(act.facts.get(kind), int)}

    events = select(Event.id, Event.title).where(Event.id.in_(about("event")))
    shifts = select(Shift).where(Shift.id.in_(about("shift"))).options(joinedload(Shift.event))
    tasks = select(Task.id, Task.title).where(Task.id.in_(about("task")))
    return Things(
        campaigns={each.id: each.title for each in campaigns.list_for(account)},
        petitions={each.id: each.title for each in petitions.list_for(account)},
        events={row.id: row.title for row in db.session.execute(events)},
        shifts={shift.id: name_of(shift) for shift in db.session.scalars(shifts)},
        tasks={row.id: row.title for row in db.session.execute(tasks)},
    )


def _about(act: Act, things: Things) -> tuple[str, int, str] | None:
    for kind, names in (("shift", things.shifts), ("event", things.events), ("task", things.tasks)):
        if act.facts.get(kind) in names:
            return kind, act.facts[kind], names[act.facts[kind]]
    if act.petition_id is not None and act.petition_id in things.petitions:
        return "petition", act.petition_id, things.petitions[act.petition_id]
    if act.facts.get("campaign") in things.campaigns:
        return "campaign", act.facts["campaign"], things.campaigns[act.facts["campaign"]]
    if isinstance(act.facts.get("volunteer"), int):
        return "volunteer", act.facts["volunteer"], _("Somebody who helps")
    return None


def _details(act: Act, things: Things) -> list[str]:
    """Say the facts in words; what has none is told by the name of the act alone."""
    found = [say(act) for name, say in DETAILS.items() if name in act.facts]
    if act.kind in {"list.exported", "list.traced"}:
        found.append(_("mark %(mark)s", mark=act.facts.get("mark") or act.uid.hex()[:8]))
    return [words for words in found if words]


def _count(act: Act) -> str:
    count = act.facts["count"]
    if not isinstance(count, int) or (not count and act.kind != "list.printed"):
        return ""
    say = COUNTED.get(act.kind) or COUNTED.get(act.kind.split(".")[0])
    return say(count) if say else str(number(count))


def _in_signatures(count: int) -> str:
    return str(ngettext("%(count)s signature", "%(count)s signatures", count, count=number(count)))


def _in_people(count: int) -> str:
    return str(ngettext("%(count)s person", "%(count)s people", count, count=number(count)))


def _in_acts(count: int) -> str:
    return str(ngettext("%(count)s row of the log", "%(count)s rows of the log", count, count=number(count)))


COUNTED: Mapping[str, Callable[[int], str]] = MappingProxyType(
    {
        "list.printed": lambda count: ngettext("%(num)s name", "%(num)s names", count),
        "tasks": lambda count: ngettext("%(num)s task", "%(num)s tasks", count),
        "comments": lambda count: ngettext("%(num)s comment", "%(num)s comments", count),
        "reports": lambda count: ngettext("%(num)s report", "%(num)s reports", count),
        **dict.fromkeys(("paper", "kiosk", "signatures", "invalidation", "held"), _in_signatures),
        **dict.fromkeys(("import", "volunteers", "people", "roles"), _in_people),
        "petition.asked_for": lambda count: ngettext("%(num)s area", "%(num)s areas", count),
        "record": _in_acts,
        "log": _in_acts,
    }
)
"""What the number of an act counts, by its kind or by the first part of that."""


def _signatures(act: Act) -> str:
    """Say how many; of a list that is only the numbers, its preset says it all."""
    return "" if act.facts.get("preset") == Preset.COUNT else _in_signatures(act.facts["signatures"])


def _addresses(act: Act) -> str:
    count = act.facts["addresses"]
    return str(ngettext("%(count)s address", "%(count)s addresses", count, count=number(count)))


def _to(act: Act) -> str:
    to = act.facts["to"]
    if "from" in act.facts:
        return str(_("at most %(most)s instead of %(before)s", most=to, before=act.facts["from"]))
    return str(STATES.get(to, "")) if isinstance(to, str) else ""


def _fields(act: Act) -> str:
    labels = {name: period.label for name, period in periods.PERIODS.items()} | dict(SETTINGS)
    return ", ".join(str(labels[name]) for name in act.facts["fields"] if name in labels)


def _choice(name: str, words: Mapping[Any, Any]) -> Callable[[Act], str]:
    return lambda act: str(words.get(act.facts[name], ""))


def _only(kind: str, say: Callable[[Act], str]) -> Callable[[Act], str]:
    return lambda act: say(act) if act.kind == kind else ""


DETAILS: Mapping[str, Callable[[Act], str]] = MappingProxyType(
    {
        "preset": _choice("preset", PRESETS),
        "count": _count,
        "signatures": _signatures,
        "addresses": _addresses,
        "phones": lambda act: _("with phones") if act.facts["phones"] is True else (
            _("without phones") if act.facts["phones"] is False else ""
        ),
        "is": _only(
            "volunteer.member", lambda act: _("Is a member") if act.facts["is"] else _("Is not a member")
        ),
        "same": lambda act: _("the same") if act.facts["same"] else _("not the same"),
        "way": _choice("way", WAYS),
        "by": _choice("by", SEARCHED_BY),
        "to": _to,
        "locale": lambda act: str(act.facts["locale"]),
        "number": lambda act: _("version %(number)s", number=act.facts["number"]),
        "fields": _fields,
        "units": lambda act: str(act.facts["units"]),
    }
)  # fmt: skip
