"""What acts are called in the log: every kind that any code writes down, in groups to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.core.i18n import LazyString
from app.core.i18n import lazy_gettext as _l

GROUPS: Mapping[str, tuple[LazyString, Mapping[str, LazyString]]] = MappingProxyType(
    {
        "inloggning": (
            _l("Sign-in and who is let in"),
            {
                "account.created": _l("Organizer let in"),
                "account.disabled": _l("Organizer let in no more"),
                "account.password": _l("Password changed"),
                "account.password_reset": _l("Forgotten password replaced"),
                "account.factors_reset": _l("Ways to sign in removed for somebody who lost them"),
                "account.totp_on": _l("One-time codes set up"),
                "account.totp_off": _l("One-time codes removed"),
                "account.codes": _l("New recovery codes made"),
                "account.sessions_ended": _l("Sessions ended from another browser"),
                "account.renamed": _l("Own name corrected"),
                "account.address_asked": _l("New address of one's own asked for"),
                "account.address_changed": _l("Own address changed"),
                "account.passkey_added": _l("Passkey added"),
                "account.passkey_renamed": _l("Passkey renamed"),
                "account.passkey_removed": _l("Passkey removed"),
                "account.passkey_doubted": _l("Passkey stopped, may have been copied"),
                "account.enabled": _l("Organizer let in again"),
                "account.rights": _l("Rights of an organizer changed"),
                "invitation.sent": _l("Invitation sent"),
                "invitation.sent_again": _l("Link to choose anew how to sign in sent"),
                "invitation.resent": _l("Invitation sent once more"),
                "invitation.withdrawn": _l("Invitation taken back"),
                "roles.switched": _l("Roles turned on or off"),
                "people.reviewed": _l("Looked over who is let in"),
            },
        ),
        "installningar": (
            _l("Settings and the log itself"),
            {
                "association.set_up": _l("Association set up"),
                "association.guide_put_away": _l("List of first steps put away"),
                "association.guide_brought_back": _l("List of first steps brought back"),
                "envelope.made": _l("Key envelope made"),
                "legal.edited": _l("Legal text changed"),
                "legal.put_back": _l("Legal text taken back to the draft"),
                "settings.changed": _l("Settings changed"),
                "settings.periods": _l("Periods of keeping changed"),
                "settings.mail": _l("Mailbox changed"),
                "settings.mail_tested": _l("Test mail came through"),
                "settings.mail_code": _l("Wrong code of the test mail typed"),
                "site.hidden": _l("Everything hidden"),
                "site.shown": _l("Everything shown again"),
                "record.cut": _l("Old rows of the log removed, as promised"),
                "log.exported": _l("Log exported"),
            },
        ),
        "listor": (
            _l("Lists that left"),
            {
                "list.previewed": _l("First rows of a signature list looked at"),
                "list.asked_for": _l("Signature list asked for"),
                "list.exported": _l("Signature list exported"),
                "export.stopped": _l("Export of a signature list stopped"),
                "export.damaged": _l("File of a signature list found damaged and removed"),
                "list.traced": _l("Addresses of those in a list given out for a notice"),
                "list.printed": _l("List of who is on a shift shown for printing"),
                "volunteer.downloaded": _l("What is kept about somebody who helps fetched"),
            },
        ),
        "namn": (
            _l("Names looked at"),
            {
                "signatures.shown": _l("Names of signers shown"),
                "signatures.searched": _l("Signatures searched"),
                "held.unmasked": _l("Names of held signatures shown"),
                "people.searched": _l("People searched"),
                "signature.address_compared": _l("Address compared with a signature's"),
            },
        ),
        "underskrifter": (
            _l("Signatures"),
            {
                "paper.entered": _l("Paper signatures entered"),
                "signatures.released": _l("Held signatures let count"),
                "signatures.held_again": _l("Signatures held again"),
                "signatures.taken_out": _l("Held signatures taken out"),
                "signature.invalidated": _l("Signature taken out"),
                "signature.withdrawn_at_desk": _l("Signature removed for somebody who asked"),
                "invalidation.tried": _l("Signatures to take out by rule looked at"),
                "invalidation.started": _l("Taking out by rule begun"),
                "invalidation.cancelled": _l("Taking out by rule stopped"),
                "invalidation.undone": _l("Signatures put back"),
                "rule.added": _l("Rule for signatures made"),
                "rule.removed": _l("Rule for signatures removed"),
                "kiosk.opened": _l("Kiosk opened at a stand"),
                "kiosk.ended": _l("Kiosk ended"),
            },
        ),
        "visas": (
            _l("What shows on the pages"),
            {
                "name.hidden": _l("Name hidden on the page"),
                "name.shown": _l("Hidden name shown again"),
                "comment.shown": _l("Comment let through"),
                "comment.hidden": _l("Comment hidden"),
                "comment.put_back": _l("Comment put back to be read"),
                "comments.shown": _l("Comments let through"),
                "comments.hidden": _l("Comments hidden"),
                "comments.put_back": _l("Comments put back to be read"),
                "report.let_stand": _l("Report answered: it stands"),
                "report.taken_up": _l("Answer to a report undone"),
                "reports.hidden": _l("Reports answered: hidden"),
                "reports.let_stand": _l("Reports answered: they stand"),
                "reports.taken_up": _l("Answers to reports undone"),
            },
        ),
        "namninsamlingar": (
            _l("Petitions"),
            {
                "petition.created": _l("Petition made"),
                "petition.edited": _l("Petition changed"),
                "petition.asked_for": _l("What a petition's form asks for changed"),
                "petition.question_added": _l("Question added to a petition's form"),
                "petition.question_asked_again": _l("Question of a petition's form asked again"),
                "petition.question_ended": _l("Question of a petition's form taken away"),
                "petition.goals": _l("Goals of a petition changed"),
                "petition.translated": _l("Petition written in a language"),
                "petition.translation_removed": _l("Language of a petition taken away"),
                "petition.review_asked": _l("Somebody else asked to read a petition"),
                "petition.sent_back": _l("Petition sent back to a draft"),
                "petition.scheduled": _l("Times of a petition planned"),
                "petition.opened": _l("Petition opened"),
                "petition.closed": _l("Petition closed"),
                "petition.extended": _l("Closing of a petition moved"),
                "petition.reopened": _l("Petition opened again"),
                "petition.reworded": _l("Reasons of a petition changed"),
                "petition.promised_less": _l("Names of a petition go earlier"),
                "petition.archived": _l("Petition put in the archive"),
                "petition.restored": _l("Petition taken out of the archive"),
                "petition.handed_over": _l("Petition handed over"),
                "petition.hand_over_corrected": _l("Hand-over put right"),
                "petition.answered": _l("Answer published"),
                "petition.answer_corrected": _l("Answer put right"),
                "petition.purged": _l("Names removed as promised"),
                "recipient.created": _l("Recipient written down"),
                "recipient.edited": _l("Recipient changed"),
            },
        ),
        "kampanjer": (
            _l("Campaigns"),
            {
                "campaign.created": _l("Campaign made"),
                "campaign.edited": _l("Campaign changed"),
                "campaign.moved": _l("Campaign moved on"),
                "campaign.pictured": _l("Picture of a campaign changed"),
            },
        ),
        "pass": (
            _l("Shifts and tasks"),
            {
                "event.created": _l("Activity created"),
                "event.edited": _l("Activity changed"),
                "event.removed": _l("Activity without shifts removed"),
                "shift.created": _l("Shift planned"),
                "shift.moved": _l("Time of a shift changed"),
                "shift.cancelled": _l("Shift called off"),
                "slot.added": _l("Role added to a shift"),
                "slot.changed": _l("Numbers of a shift changed"),
                "slot.raised": _l("Cap raised on a shift"),
                "slot.closed": _l("Role of a shift closed"),
                "task.created": _l("Task made"),
                "task.edited": _l("Task changed"),
                "task.moved": _l("Task: new state"),
                "tasks.moved": _l("Tasks: new state"),
            },
        ),
        "manniskor": (
            _l("People who help"),
            {
                "booking.added": _l("Somebody written in on a shift"),
                "booking.moved": _l("Somebody moved to another shift"),
                "booking.removed": _l("Somebody taken off a shift"),
                "task.taken": _l("Somebody written in on a task"),
                "task.given_back": _l("Task given back for somebody"),
                "task.finished": _l("Task written down as done"),
                "volunteer.member": _l("Member or not, said of somebody who helps"),
                "volunteer.corrected": _l("Details of somebody who helps corrected"),
                "volunteer.erased": _l("Somebody who helped removed"),
                "import.begun": _l("Spreadsheet of people sent"),
                "import.columns_chosen": _l("Columns of a spreadsheet chosen"),
                "import.read_in": _l("People read in from a spreadsheet"),
                "import.thrown_away": _l("Spreadsheet of people thrown away"),
                "import.undone": _l("Reading in of people undone"),
                "volunteers.forgotten": _l("People who helped removed as promised"),
            },
        ),
    }
)

KINDS: Mapping[str, LazyString] = MappingProxyType(
    {kind: word for _label, kinds in GROUPS.values() for kind, word in kinds.items()}
)


def word_of(kind: str) -> str:
    """Give what an act is called; a kind that nobody has named is itself, so that no row is lost."""
    return str(KINDS.get(kind, kind))


def kinds_of(group: str) -> list[str]:
    """List the kinds of a group; none for a group that there is not."""
    return list(GROUPS[group][1]) if group in GROUPS else []
