"""Roles and rights in words."""

from __future__ import annotations

from app.core.access import OF_THE_WHOLE, PERMISSIONS, Permission, Role
from app.core.i18n import lazy_gettext as _l

ROLES = {
    Role.ADMINISTRATOR: _l("Administrator"),
    Role.ORGANIZER: _l("Organizer"),
    Role.SHIFT_LEADER: _l("Shift leader"),
    Role.PAPER_CLERK: _l("Enters paper"),
    Role.DATA_OFFICER: _l("Responsible for personal data"),
    Role.EVENT_ORGANIZER: _l("Organizer of an activity"),
}

SHORT = {
    Role.ADMINISTRATOR: _l("Administrator"),
    Role.ORGANIZER: _l("Organizer"),
    Role.SHIFT_LEADER: _l("Shifts"),
    Role.PAPER_CLERK: _l("Paper"),
    Role.DATA_OFFICER: _l("Personal data"),
    Role.EVENT_ORGANIZER: _l("An activity"),
}
"""The same, where there is little room."""

EXPLAINED = {
    Role.ADMINISTRATOR: _l("Everything, also settings and who is let in."),
    Role.ORGANIZER: _l("Everything but settings and who is let in."),
    Role.SHIFT_LEADER: _l("Shifts and tasks, with names and phones of those who help there."),
    Role.PAPER_CLERK: _l("Enters paper signatures as numbers. Sees no names."),
    Role.DATA_OFFICER: _l("Register, exports and log. Changes no campaign."),
    Role.EVENT_ORGANIZER: _l(
        "The shifts of chosen activities and who is booked on them, until a day. Never the register."
    ),
}

RIGHTS = {
    Permission.SEE_PETITIONS: _l("See campaigns and petitions and how they go, in numbers"),
    Permission.EDIT_CAMPAIGNS: _l("Change campaigns"),
    Permission.ADD_CAMPAIGNS: _l("Begin a campaign"),
    Permission.EDIT_PETITIONS: _l("Write, open, close and hand over petitions"),
    Permission.SET_RULES: _l("Make rules on networks and mail domains"),
    Permission.ENTER_PAPER: _l("Enter paper signatures, open a tablet at the stand"),
    Permission.SEE_PEOPLE: _l("See shifts with names and phones of those who help"),
    Permission.EDIT_SHIFTS: _l("Plan shifts, write people in"),
    Permission.PLAN_EVENTS: _l("Make new activities"),
    Permission.SEE_TASKS: _l("See tasks with names and phones of those who have taken them"),
    Permission.EDIT_TASKS: _l("Write and hand out tasks"),
    Permission.CORRECT_PEOPLE: _l("Put right and remove what is kept about somebody who helps"),
    Permission.IMPORT_PEOPLE: _l("Bring volunteers in from a spreadsheet"),
    Permission.SEE_SIGNERS: _l("Open the register of signatures"),
    Permission.EXPORT_NAMES: _l("Export lists of names"),
    Permission.READ_RECORD: _l("Read the log"),
    Permission.HIDE_EVERYTHING: _l("Hide names, shifts and persons when there are threats"),
    Permission.CHANGE_SETTINGS: _l("Change settings"),
    Permission.MANAGE_ACCOUNTS: _l("Invite, and change what somebody may do"),
}
"""Every right that a role can have, but the desk itself, which all have."""


def table() -> list[tuple[str, bool, list[tuple[Role, bool]]]]:
    """Give each right in words, whether it takes all campaigns, and which roles have it."""
    return [
        (str(words), right in OF_THE_WHOLE, [(role, right in PERMISSIONS[role]) for role in ROLES])
        for right, words in RIGHTS.items()
    ]
