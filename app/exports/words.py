"""What the desk calls the states of an export, and why one failed."""

from __future__ import annotations

from app.core.i18n import lazy_gettext as _l
from app.exports.models import ExportState

STATES = {
    ExportState.WAITING: _l("Waits for its turn"),
    ExportState.WRITING: _l("Is being written"),
    ExportState.READY: _l("Ready to fetch"),
    ExportState.FAILED: _l("Failed"),
    ExportState.STOPPED: _l("Stopped"),
    ExportState.REMOVED: _l("Removed"),
}

PROBLEMS = {
    "disk_full": _l(
        "The disk of the server is full. Nothing of the list is left there. Whoever looks after the server "
        "has to make room; then ask for the list again."
    ),
    "disk": _l("The server could not write the file. Nothing of it is left. Ask for the list again."),
    "not_set": _l(
        "The pages could not be set. Nothing of the list is left. Try again, or choose a spreadsheet."
    ),
    "fault": _l("Something went wrong. Nothing of the list is left. It stands in the log of the server."),
    "damaged": _l("The file had been damaged on the disk, so it was removed. Ask for the list again."),
    "no_right": _l("The one who asked for it may not take lists out any more, so it was removed."),
}
