"""Mina pass: the personal page of somebody who helps, and her calendar."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import calendar, clock, i18n, mail_way, phones, rate, read_mail
from app.core.access import public, signed_link
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.forms import answer
from app.core.i18n import gettext as _
from app.core.pages import kept
from app.core.slugs import bytes_of
from app.shifts import agenda, booking, cancel_links
from app.site import queries as site
from app.tasks.forms import DoneForm, note_form
from app.volunteers import feed, forgetting, overview, own_page, queries, service
from app.volunteers.forms import AskForm, EraseForm, OwnDetailsForm, details_of
from app.volunteers.models import Purpose, Volunteer
from app.volunteers.words import BOOKING_STEPS, CLAIM_STEPS

bp = Blueprint("volunteers", __name__)
PAGE = "/mina-pass"


@bp.get(f"{PAGE}/")
@public
@kept()
def ask() -> ResponseReturnValue:
    """Ask for the e-mail that the way to Mina pass is sent to."""
    return render_template("volunteers/ask.html", form=AskForm(formdata=None))


@bp.post(f"{PAGE}/")
@public
def send() -> ResponseReturnValue:
    """Mail the way to Mina pass; the answer is the same for every address."""
    form = AskForm()
    if not form.validate():
        return render_template("volunteers/ask.html", form=form), 422
    if not rate.allow("own-shifts", "20 per 10 minutes", rate.client_network()):
        form.form_errors = [_("There have been very many attempts from your network. Wait ten minutes.")]
        return render_template("volunteers/ask.html", form=form), 429
    with transaction(public=False):
        about = service.ask_for_link(answer(form.email))
    if current_app.config["SETTINGS"].shows_mail:
        return redirect(url_for(".demo_mail", about=about.hex()), code=303)
    return redirect(url_for(".sent", _anchor="main"), code=303)


@bp.get(f"{PAGE}/skickad")
@public
@kept(seconds=60)
def sent() -> ResponseReturnValue:
    """Say that a mail is on its way, if the address is known."""
    return render_template("volunteers/sent.html", mail_from=mail_way.sender())


@bp.get(f"{PAGE}/skickad/<about>")
@public
def demo_mail(about: str) -> ResponseReturnValue:
    """Show the mail with the link, in the demonstration only."""
    settings = current_app.config["SETTINGS"]
    if not settings.shows_mail:
        return redirect(url_for(".sent"), code=303)
    letters = read_mail.delivered_about(bytes_of(about), settings)
    return render_template(
        "volunteers/demo_mail.html", letters=[read_mail.words_of(each) for each in letters], about=about
    )


@bp.get(f"{PAGE}/<token>")
@signed_link("own-shifts")
def show(token: str) -> ResponseReturnValue:
    """Show what somebody has booked and taken, and all that is kept about her."""
    return _page(service.find_by_token(token, Purpose.MANAGE), token)


def _page(
    person: Volunteer,
    token: str,
    *,
    refused: str = "",
    details: OwnDetailsForm | None = None,
    sure: EraseForm | None = None,
    done: DoneForm | None = None,
    done_with: str = "",
) -> str:
    known = service.person(person)
    seen = overview.look_over(person)
    first = details_of(known, may_be_asked=person.may_be_asked)
    notes = {claim.uid.hex(): note_form(claim.uid.hex()) for claim in seen.in_hand}
    if done is not None:
        notes[done_with] = done
    return render_template(
        "volunteers/show.html",
        person=person,
        known=known,
        token=token,
        seen=seen,
        notes=notes,
        written=done.note.data if done is not None and refused else "",
        details=details or OwnDetailsForm(formdata=None, data=first),
        sure=sure or EraseForm(formdata=None),
        refused=refused,
        feed_url=_feed_url(person),
        agenda=agenda,
        now=clock.now(),
        just_now=clock.now() - service.QUIET_TIME,
        booking_steps=BOOKING_STEPS,
        claim_steps=CLAIM_STEPS,
    )


def _feed_url(person: Volunteer) -> str:
    token = service.find_token(person, Purpose.CALENDAR)
    return i18n.absolute_url(f"/kalender/{token}.ics", lang=i18n.language()) if token else ""


def _act(token: str, anchor: str, act: Callable[[Volunteer], object], **shown: Any) -> ResponseReturnValue:
    """Do one act on somebody's page and lead back to it; a refusal is told on it, with what is shown."""
    person = service.find_by_token(token, Purpose.MANAGE)
    try:
        with transaction():
            act(person)
    except DomainError as refusal:
        return _page(person, token, refused=str(refusal), **shown), refusal.status
    return redirect(url_for(".show", token=token, _anchor=anchor), code=303)


@bp.post(f"{PAGE}/<token>/avboka/<uid>")
@signed_link("own-shifts")
def cancel(token: str, uid: str) -> ResponseReturnValue:
    """Give a place back."""
    return _act(token, f"pass-{uid}", lambda person: own_page.cancel(person, uid))


@bp.post(f"{PAGE}/<token>/boka/<int:slot_id>")
@signed_link("own-shifts")
def book(token: str, slot_id: int) -> ResponseReturnValue:
    """Book a place with one press."""
    return _act(token, "kommande", lambda person: own_page.book(person, slot_id))


@bp.post(f"{PAGE}/<token>/hjalp/<uid>/lamna")
@signed_link("own-shifts")
def hand_back(token: str, uid: str) -> ResponseReturnValue:
    """Give a task back."""
    return _act(token, "hjalp", lambda person: own_page.hand_back(person, uid))


@bp.post(f"{PAGE}/<token>/hjalp/<uid>/klar")
@signed_link("own-shifts")
def finish(token: str, uid: str) -> ResponseReturnValue:
    """Say that a task is done; what was written stays on the page when it cannot be."""
    form = note_form(uid, is_sent=True)
    if not form.validate():
        person = service.find_by_token(token, Purpose.MANAGE)
        queries.get_claim_of(person, uid)
        return _page(person, token, done=form, done_with=uid), 422
    note = answer(form.note) or ""
    return _act(
        token, "hjalp", lambda person: own_page.finish(person, uid, note=note), done=form, done_with=uid
    )


@bp.post(f"{PAGE}/<token>/om-mig")
@signed_link("own-shifts")
def correct(token: str) -> ResponseReturnValue:
    """Write the right name and phone."""
    person = service.find_by_token(token, Purpose.MANAGE)
    form = OwnDetailsForm()
    if not form.validate():
        return _page(person, token, details=form), 422
    right = {
        "name": answer(form.name),
        "phone": phones.e164(answer(form.phone) or "") or "",
        "languages": answer(form.languages) or "",
        "may_be_asked": bool(form.may_be_asked.data),
    }
    return _act(token, "om-mig", lambda person: own_page.correct(person, **right), details=form)


@bp.post(f"{PAGE}/<token>/hamta")
@signed_link("own-shifts")
def download(token: str) -> ResponseReturnValue:
    """Give everything that is kept about somebody, as a file."""
    everything = overview.everything_kept(service.find_by_token(token, Purpose.MANAGE))
    text = json.dumps(everything, ensure_ascii=False, indent=2) + "\n"
    answered = Response(text, mimetype="application/json")
    answered.headers["Content-Disposition"] = 'attachment; filename="mina-pass.json"'
    return answered


@bp.post(f"{PAGE}/<token>/radera")
@signed_link("own-shifts")
def erase(token: str) -> ResponseReturnValue:
    """Forget somebody."""
    person, form = service.find_by_token(token, Purpose.MANAGE), EraseForm()
    if not form.validate():
        return _page(person, token, sure=form), 422
    with transaction():
        forgetting.erase(service.find_by_token(token, Purpose.MANAGE))
    return redirect(url_for(".erased", _anchor="main"), code=303)


@bp.get(f"{PAGE}/raderad")
@public
@kept(seconds=60)
def erased() -> ResponseReturnValue:
    """Say that nothing is left."""
    return render_template("volunteers/erased.html")


@bp.post(f"{PAGE}/<token>/kalender")
@signed_link("own-shifts")
def change_calendar(token: str) -> ResponseReturnValue:
    """Make the address of somebody's calendar anew; the old one opens nothing."""
    return _act(token, "kalender", lambda person: service.make_link_anew(person, Purpose.CALENDAR))


@bp.get("/kalender/<token>.ics")
@signed_link("own-calendar")
def calendar_feed(token: str) -> ResponseReturnValue:
    """Give somebody's calendar; an unchanged one is answered by 304."""
    person = service.find_by_token(token, Purpose.CALENDAR)
    text = feed.write(person, name=_("My shifts, %(association)s", association=site.get_association().name))
    answered = Response(text, mimetype=calendar.MIMETYPE)
    answered.add_etag()
    answered.headers["Cache-Control"] = "private, no-cache"
    answered.headers["X-Robots-Tag"] = "noindex"
    answered.headers["Content-Disposition"] = 'inline; filename="mina-pass.ics"'
    return answered.make_conditional(request)


@bp.route(f"{PAGE}/avboka/<token>", methods=["GET", "POST"])
@signed_link("cancel-booking")
def cancel_one(token: str) -> ResponseReturnValue:
    """Show a button that cancels one booking, then that it is done; opening the page alone does nothing."""
    row = cancel_links.find_booking(token)
    refused, status = "", 200
    if request.method == "POST":
        try:
            with transaction():
                booking.cancel(cancel_links.find_booking(token))
        except DomainError as refusal:
            refused, status = str(refusal), refusal.status
        else:
            return redirect(url_for(".cancel_one", token=token), code=303)
    return (
        render_template(
            "volunteers/cancel_one.html",
            booking=row,
            shift=row.slot.shift,
            is_coming=row.slot.shift.starts_at > clock.now(),
            refused=refused,
        ),
        status,
    )
