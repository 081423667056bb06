"""One place commits, one clock tells the time, names say what is inside, everything can be read at once."""

from __future__ import annotations

import pytest

from tests.architecture import code
from tests.architecture.sources import Module, files, listed, module, modules, templates

READ = ("app", "bench", "tests", "translations")


def test_one_place_commits() -> None:
    found = code.commits(modules())
    assert not found, listed(
        found, "Only app/core/db.py commits: wrap the acts in `with transaction():` in the view or command."
    )


def test_one_clock_tells_the_time() -> None:
    found = code.other_clocks(modules())
    assert not found, listed(
        found, "Use `from app.core import clock` and `clock.now()`, which tests can stop."
    )


def test_names_say_what_is_inside() -> None:
    found = code.catch_alls(path for path, _ in files())
    assert not found, listed(found, "Name it after the thing in it; catch-all files grow for ever.")


@pytest.mark.parametrize("folder", READ)
def test_functions_can_be_read_at_once(folder: str) -> None:
    found = code.long_functions(modules(folder))
    assert not found, listed(found, f"At most {code.FUNCTION_LINES} lines a function: give the parts names.")


@pytest.mark.parametrize("folder", READ)
def test_modules_can_be_read_at_once(folder: str) -> None:
    found = code.long_texts(((each.path, each.text) for each in modules(folder)), code.MODULE_LINES)
    assert not found, listed(found, f"At most {code.MODULE_LINES} lines a module: split it by thing.")


def test_templates_can_be_read_at_once() -> None:
    found = code.long_texts(templates(), code.TEMPLATE_LINES)
    assert not found, listed(found, f"At most {code.TEMPLATE_LINES} lines a template: split it by thing.")


def test_a_package_begins_with_its_docstring_alone() -> None:
    found = code.full_package_inits(modules())
    assert not found, listed(found, "The __init__.py of a feature holds its docstring and nothing else.")


def test_sentences_for_people_pass_gettext() -> None:
    found = code.untranslated_strings(modules())
    assert not found, listed(
        found, 'Wrap it: `from app.core.i18n import lazy_gettext as _l`, then `_l("…")`.'
    )


def test_a_commit_elsewhere_is_seen() -> None:
    assert code.commits([module("app.a.service", "db.session.commit()")])
    assert not code.commits([module("app.core.db", "session.commit()")])


@pytest.mark.parametrize(
    "text",
    [
        "datetime.now(UTC)",
        "datetime.datetime.utcnow()",
        "date.today()",
        "x = time.time()",
        "from app.core.clock import now",
    ],
)
def test_another_clock_is_seen(text: str) -> None:
    assert code.other_clocks([module("app.a.service", text)])
    assert not code.other_clocks(
        [module("app.a.service", "from app.core import clock\nclock.now()\ntime.monotonic()")]
    )


def test_a_catch_all_is_seen() -> None:
    assert code.catch_alls(
        ["app/a/utils.py", "templates/common/x.html", "static/js/_helpers.js", "app/a/service.py"]
    ) == [
        "app/a/utils.py",
        "templates/common/x.html",
        "static/js/_helpers.js",
    ]


def test_a_long_function_or_file_is_seen() -> None:
    text = "def f():\n" + "    pass\n" * 40
    assert code.long_functions([module("app.a.x", text)])
    assert not code.long_functions([module("app.a.x", text.replace("    pass\n", "", 1))])
    assert code.long_texts([("x", "a\n" * 121)], 120)
    assert not code.long_texts([("x", "a\n" * 120)], 120)


def test_code_in_a_package_init_is_seen() -> None:
    full = Module("app.a", "app/a/__init__.py", '"""A."""\nimport os')
    assert code.full_package_inits([full])
    assert not code.full_package_inits([Module("app.a", "app/a/__init__.py", '"""A."""')])
    gathers = '"""A."""\nfrom app.a.models.b import C\n__all__ = ["C"]'
    assert not code.full_package_inits([Module("app.a.models", "app/a/models/__init__.py", gathers)])
    acts = gathers + "\nC()"
    assert code.full_package_inits([Module("app.a.models", "app/a/models/__init__.py", acts)])


@pytest.mark.parametrize(
    "text",
    [
        'flash("Saved.")',
        'name = LineField("Name", [Needed()])',
        'Length(max=3, message="Too long")',
        'class Full(DomainError):\n    message = "Full."',
        'class Full(DomainError):\n    message: ClassVar = "Full."',
        'Letter("Confirm", [])',
    ],
)
def test_a_sentence_that_bypasses_gettext_is_seen(text: str) -> None:
    assert code.untranslated_strings([module("app.a.x", text)])
    assert not code.untranslated_strings(
        [module("app.a.x", text.replace('"', '_l("', 1).replace('"', '")', 2).replace('(")', '("', 1))]
    )
