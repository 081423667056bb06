"""Public pages of shifts: what needs hands, one shift, booking, the receipt."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock, i18n, rate
from app.core.access import public
from app.core.db import transaction
from app.core.i18n import gettext as _
from app.core.pages import kept
from app.shifts import agenda, booking, choices, queries, refusals, telling
from app.shifts.agenda import Filters, Need
from app.shifts.forms import BookingForm, ticked
from app.shifts.models import Shift
from app.shifts.words import KINDS
from app.site import queries as site
from app.volunteers import consent
from app.volunteers.forms import contact_of
from app.volunteers.service import Contact

bp = Blueprint("shifts", __name__, url_prefix="/pass")

BOOK_LIMIT = "60 per minute"
"""A meeting that books together is one a second; a flood is thousands."""
PLACES_LIMIT = "120 per minute"
"""Places, since one press can take twenty."""
MOST_SHOWN = 100
"""Shifts on one page of the agenda; what is further away stands in its month."""
MOST_IN_MONTH = 500


@bp.get("/")
@public
@kept(query=Filters.PARAMETERS)
def index() -> ResponseReturnValue:
    """List the coming shifts by day, need first, or show a month of them."""
    chosen = Filters.of(request.args)
    if chosen.month:
        return _month(chosen)
    found = queries.list_public(**chosen.wanted, limit=MOST_SHOWN + 1)
    days = agenda.by_day(found[:MOST_SHOWN])
    shown = [row for day in days for row in day.rows]
    here = url_for(".index", **chosen.query())
    return render_template(
        "shifts/index.html",
        days=days,
        more_from=agenda.first_of_month(found[-1].starts_at) if len(found) > MOST_SHOWN else None,
        chat=telling.chat_text_of_needs(shown, here.removeprefix(request.script_root)),
        **_around(chosen),
    )


def _month(chosen: Filters) -> str:
    first = agenda.read_month(chosen.month)
    if first is None:
        abort(404)
    since, until = clock.midnight(first), clock.midnight(agenda.next_month(first))
    found = queries.list_public(**chosen.wanted, since=since, until=until, limit=MOST_IN_MONTH)
    return render_template("shifts/month.html", month=agenda.Month.of(first, found), **_around(chosen))


def _around(chosen: Filters) -> dict[str, object]:
    """Give what stands around a list: its filters, and the same list in the other language."""
    return {
        "chosen": chosen,
        "offered": queries.get_offered(),
        "kinds": KINDS,
        "agenda": agenda,
        "other_language_url": _in_other_language(url_for(".index", **chosen.query())),
    }


def _in_other_language(url: str) -> str:
    other = i18n.OTHERS[0] if i18n.language() == i18n.DEFAULT else i18n.DEFAULT
    return i18n.prefix_of(other) + url.removeprefix(request.script_root)


@bp.get("/<slug>")
@public
@kept()
def show(slug: str) -> ResponseReturnValue:
    """Show a shift with the form that books it, and its other times."""
    return _page(slug, BookingForm(formdata=None))


@bp.post("/<slug>")
@public
def book(slug: str) -> ResponseReturnValue:
    """Book a shift, and other times of it that were ticked."""
    form = BookingForm()
    done = _try_to_book(form)
    return (_page(slug, form), done) if isinstance(done, int) else done


def _page(slug: str, form: BookingForm) -> str:
    shift = queries.get_shift(slug)
    values = ticked(form) if form.is_submitted() else None
    need = Need.of(shift, shift.slots)
    same = queries.list_same_event(shift)
    others = [] if need.is_open or any(map(_is_open, same)) else queries.list_public(free=True, limit=6)
    return render_template(
        "shifts/show.html",
        shift=shift,
        need=need,
        form=form,
        agreement=consent.words(),
        own=choices.options_of(shift, values, names_time=False) if need.is_open else [],
        more=choices.options_of_more([*same, *others], values or (), beside=shift),
        chat=telling.chat_text(shift),
        described=telling.described(shift, site.get_association().name),
        kind=KINDS.get(shift.event.kind),
        has_begun=shift.starts_at <= clock.now(),
    )


def _is_open(shift: Shift) -> bool:
    return Need.of(shift, shift.slots).is_open


@bp.get("/boka")
@public
def choose() -> ResponseReturnValue:
    """Show the form that books the several shifts that the address names."""
    return _page_of_several(BookingForm(formdata=None))


@bp.post("/boka")
@public
def book_several() -> ResponseReturnValue:
    """Book several shifts with one form."""
    form = BookingForm()
    done = _try_to_book(form)
    return (_page_of_several(form), done) if isinstance(done, int) else done


def _page_of_several(form: BookingForm) -> str:
    values = ticked(form) if form.is_submitted() else None
    named = request.args.getlist("pass") or choices.slugs_of(values or ())
    slugs = list(dict.fromkeys(filter(str.isprintable, named)))
    several: dict[str, Any] = {"pass": slugs}
    shifts = queries.list_shifts(slugs[: refusals.AT_ONCE])
    options = [line for shift in shifts for line in choices.options_of(shift, values, names_event=True)]
    return render_template(
        "shifts/book.html",
        form=form,
        agreement=consent.words(),
        options=options,
        slugs=slugs,
        missing=len(shifts) < len(slugs[: refusals.AT_ONCE]),
        other_language_url=_in_other_language(url_for(".choose", **several)),
        too_many=str(refusals.TooManyAtOnce()) if len(slugs) > refusals.AT_ONCE else "",
    )


def _try_to_book(form: BookingForm) -> ResponseReturnValue | int:
    """Book what a form asks for: give the way on, or the status of the refusal that the form now shows."""
    if not form.validate():
        return 422
    contact = contact_of(form, locale=i18n.language())
    if refused := _over_limit(contact, len(ticked(form))):
        form.form_errors = [refused]
        return 429
    try:
        with transaction():
            outcome = booking.book(queries.list_slots(ticked(form)), contact)
    except refusals.BookingRefused as refusal:
        form.form_errors = [str(refusal)]
        return refusal.status
    receipt = outcome.receipt
    # Somebody with an e-mail is always told the same here: whether it was booked before stands in the mail.
    if outcome.is_fresh or receipt.volunteer.has_email:
        return redirect(
            url_for("bookings.booked", token=queries.token_of_receipt(receipt), _anchor="main"), code=303
        )
    return redirect(url_for("bookings.booked_before", _anchor="main"), code=303)


def _over_limit(contact: Contact, places: int) -> str:
    """Say what is too much, or nothing when nothing is."""
    network, places = rate.client_network(), min(places, refusals.AT_ONCE)
    if not rate.allow("book", BOOK_LIMIT, network) or not rate.allow(
        "places", PLACES_LIMIT, network, cost=places
    ):
        return str(
            _("Very many people are booking from your network right now. Wait a minute and press again.")
        )
    if contact.email and not rate.allow_mail("book", contact.identity or b""):
        return str(_("There have been very many attempts. Wait a while and press again, or write to us."))
    return ""
