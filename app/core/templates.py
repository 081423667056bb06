"""What every template can use: file addresses, numbers, days, links between languages."""

from __future__ import annotations

import hashlib
import math
from datetime import date, datetime
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_time
from babel.numbers import format_decimal
from flask import Flask, Response, abort, current_app, has_request_context, request, send_from_directory
from flask.typing import ResponseReturnValue

from app.core import clock, i18n, markdown, phones
from app.core.access import public
from app.core.db import COUNTED_TO
from app.core.pages import kept

ROOT = Path(__file__).parents[1]


def folder(name: str) -> str:
    """Find a folder inside the package (installed) or beside it (checkout); a missing one stops the start."""
    for place in (ROOT / name, ROOT.parent / name):
        if place.is_dir():
            return str(place)
    raise FileNotFoundError(f"The folder {name} is missing beside app.")


def init_app(app: Flask) -> None:
    """Give templates their functions and files their addresses."""
    made = Path(app.config["SETTINGS"].instance) / "cache" / "static"
    app.config["STATIC_FOLDERS"] = (folder("static"), str(made))
    app.config["STATIC_DIGEST"] = digest_of(app.config["STATIC_FOLDERS"])
    app.add_url_rule("/static/<digest>/<path:filename>", "static", send_static)
    app.jinja_env.globals.update(static_url=static_url, today=clock.today)
    app.jinja_env.filters.update(
        number=number, some=some, day=day, short_day=short_day, moment=moment, markdown=markdown.render
    )
    app.jinja_env.filters.update(
        postcode=spaced_postcode,
        phone=phones.shown,
        time_span=time_span,
        clock_time=clock_time,
        weekday=weekday,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def language_context() -> dict[str, Any]:
        if not has_request_context():
            return {}  # a mail, made by the worker
        lang = i18n.language()
        other = i18n.OTHERS[0] if lang == i18n.DEFAULT else i18n.DEFAULT
        path = request.path
        return {
            "lang": lang,
            "other_language_url": i18n.prefix_of(other) + path,
            "canonical_url": i18n.absolute_url(path, lang=lang),
            "demo": current_app.config["SETTINGS"].demo,
        }


def digest_of(folders: tuple[str, ...]) -> str:
    """Hash every static file into one short name: addresses change when any file does."""
    digest = hashlib.sha256()
    for base in map(Path, folders):
        for path in sorted(p for p in base.rglob("*") if p.is_file()):
            digest.update(path.relative_to(base).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def static_url(filename: str) -> str:
    """Give the address of a static file, outside every language."""
    return f"/static/{current_app.config['STATIC_DIGEST']}/{filename}"


@public
@kept(seconds=math.inf)
def send_static(digest: str, filename: str) -> ResponseReturnValue:
    """Send a static file; one asked for by an older digest (a page open since before an upgrade) too."""
    folders = current_app.config["STATIC_FOLDERS"]
    place = next((folder for folder in folders if (Path(folder) / filename).is_file()), None)
    if place is None:
        abort(404)
    if digest != current_app.config["STATIC_DIGEST"]:
        # A page open since before an upgrade. Never new bytes under an old name: those are kept a year.
        return Response(status=302, headers={"Location": static_url(filename)}, mimetype="text/css")
    response = send_from_directory(place, filename, etag=False, conditional=False)
    response.direct_passthrough = False
    return response


def number(value: int) -> str:
    """Write a number as the page's language does: 1 235 in Swedish."""
    return format_decimal(value, locale=_locale())


def some(counted: int) -> str:
    """Write what `count_some` has counted: 40, or "more than 10 000"."""
    if counted > COUNTED_TO:
        return str(i18n.gettext("more than %(number)s", number=number(COUNTED_TO)))
    return number(counted)


def day(value: date | datetime) -> str:
    """Write a day in full: 28 november 2026."""
    return format_date(_local_day(value), format="long", locale=_locale())


def in_words(value: object) -> str:
    """Write what was chosen in a form as people say it: a day in full, all else as it is."""
    return day(value) if isinstance(value, date) else str(value)


def short_day(value: date | datetime) -> str:
    """Write a day briefly: lör 28 nov."""
    text = format_date(_local_day(value), format="EEE d MMM", locale=_locale())
    return text.replace(".", "")


def moment(value: datetime) -> str:
    """Write a moment in Swedish time: 28 nov 2026 10.00 (10:00 in English)."""
    lang = _locale()
    local = clock.local(value)
    clock_text = format_time(local.time(), format="HH.mm" if lang == "sv" else "HH:mm", locale=lang)
    return f"{format_date(local.date(), format='d MMM y', locale=lang).replace('.', '')} {clock_text}"


def time_span(starts: datetime, ends: datetime) -> str:
    """Write a time from and to, in Swedish time: lör 28 nov 10.00–12.00."""
    first, last = clock.local(starts), clock.local(ends)
    until = clock_time(ends) if first.date() == last.date() else f"{short_day(ends)} {clock_time(ends)}"
    return f"{short_day(starts)} {clock_time(starts)}–{until}"


def clock_time(value: datetime) -> str:
    """Write a Swedish time of day: 10.00 (10:00 in English)."""
    return f"{clock.local(value):{'%H.%M' if _locale() == 'sv' else '%H:%M'}}"


def weekday(value: date | datetime) -> str:
    """Write a day with its weekday, as a heading: Lördag 28 november, with the year when it is another."""
    local = _local_day(value)
    form = "EEEE d MMMM" if local.year == clock.today().year else "EEEE d MMMM y"
    text = format_date(local, format=form, locale=_locale())
    return text[:1].upper() + text[1:]


def spaced_postcode(value: str) -> str:
    """Write a postcode the Swedish way: 124 65."""
    return f"{value[:3]} {value[3:]}" if len(value) == 5 else value


def _local_day(value: date | datetime) -> date:
    return clock.local(value).date() if isinstance(value, datetime) else value


def _locale() -> str:
    """Give the locale of numbers and days: English as it is written in Europe, day before month."""
    lang = i18n.current_language()
    return "en_GB" if lang == "en" else lang
