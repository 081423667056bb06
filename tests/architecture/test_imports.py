"""Imports go one way: app → views · manage · cli · jobs → acts · queries · forms → models → core."""

from __future__ import annotations

import pytest

from tests.architecture import imports
from tests.architecture.sources import listed, module, modules


def test_imports_go_down() -> None:
    found = imports.upward(modules())
    assert not found, listed(
        found,
        "A module imports its own layer or lower, core no feature. Move what is shared down, or pass it in.",
    )


def test_there_is_no_ring() -> None:
    found = imports.rings(modules())
    assert not found, listed(found, "These import each other. Move what both need into the lower of them.")


def test_only_pages_and_core_know_the_web() -> None:
    found = imports.web_below_views(modules())
    assert not found, listed(
        found,
        "Only views, manage, cli and core import Flask. Pass what is needed; who acts is an argument.",
    )


def test_pages_hold_no_sql() -> None:
    found = imports.database_in_views(modules())
    assert not found, listed(found, "Views hold no SQL: put reads into queries.py and acts into service.py.")


def test_only_acts_change_rows() -> None:
    found = imports.writes_outside_services(modules())
    assert not found, listed(found, "Only acts (service.py) change rows. Move the change there.")


SEES_UP = [
    ("app.core.x", "from app.petitions.models import Petition"),
    ("app.core.x", "def f():\n    import app.petitions.queries"),
    ("app.petitions.models", "from app.petitions import service"),
    ("app.petitions.service", "from app.petitions.views import bp"),
    ("app.petitions.service", "from app.campaigns import manage"),
    ("app.petitions.views", "from app import create_app"),
    ("app.petitions.views", "from app.server.web import run"),
    ("app", "from app.cli import main"),
]


@pytest.mark.parametrize(("name", "text"), SEES_UP)
def test_an_import_up_is_seen(name: str, text: str) -> None:
    names = [
        "petitions.models",
        "petitions.service",
        "petitions.views",
        "petitions.queries",
        "campaigns.manage",
        "server.web",
    ]
    others = [module(f"app.{each}", "") for each in names if f"app.{each}" != name]
    assert len(imports.upward([module(name, text), *others])) == 1


FINE = [
    ("app.petitions.views", "from app.campaigns import queries\nfrom app.core.access import public"),
    ("app.signatures.signing", "from app.campaigns.service import publish"),
    ("app.petitions.models", "from app.campaigns.models import Campaign"),
    ("app", "from app.petitions import views"),
    ("app.cli", "from app import create_app"),
    ("app.server.web", "from app import create_app"),
]


@pytest.mark.parametrize(("name", "text"), FINE)
def test_an_import_down_is_fine(name: str, text: str) -> None:
    others = [
        module(f"app.{each}", "") for each in ("campaigns.queries", "campaigns.service", "petitions.views")
    ]
    assert imports.upward([module(name, text), *others]) == []


def test_a_module_named_after_its_thing_is_of_the_kind_that_its_last_word_says() -> None:
    door = module("app.a.bookings_manage", "from flask import request\nfrom sqlalchemy import select")
    assert not imports.web_below_views([door])
    assert imports.database_in_views([door])
    assert imports.upward([module("app.a.service", "from app.a.bookings_manage import bp"), door])
    assert imports.writes_outside_services([module("app.a.desk_forms", "from sqlalchemy import update")])


def test_a_ring_is_seen() -> None:
    first = module("app.a.service", "from app.b import service")
    second = module("app.b.service", "def f():\n    from app.a.service import x")
    assert imports.rings([first, second])
    assert not imports.rings([first, module("app.b.service", "")])


@pytest.mark.parametrize(
    "name", ["app.a.service", "app.a.queries", "app.a.forms", "app.a.models", "app.a.emails", "app.a.jobs"]
)
def test_flask_below_the_pages_is_seen(name: str) -> None:
    assert imports.web_below_views([module(name, "from flask import request")])
    assert imports.web_below_views([module(name, "def f():\n    import flask_login")])
    assert not imports.web_below_views([module("app.a.views", "from flask import request")])


def test_sql_in_a_page_is_seen() -> None:
    assert imports.database_in_views([module("app.a.views", "from sqlalchemy import select")])
    assert imports.database_in_views([module("app.a.manage", "from app.core.db import db, transaction")])
    assert not imports.database_in_views([module("app.a.manage", "from app.core.db import transaction")])


def test_a_write_outside_an_act_is_seen() -> None:
    assert imports.writes_outside_services([module("app.a.queries", "from sqlalchemy import select, update")])
    assert imports.writes_outside_services([module("app.a.views", "db.session.add(x)")])
    assert not imports.writes_outside_services([module("app.a.service", "db.session.add(x)")])
