"""Documentation is tested too: every setting, command, target and link in it is real."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields

import click
import pytest

from app import cli
from app.core.config import PREFIX, Settings
from tests.architecture.sources import ROOT, files, listed, read

OPERATIONS = "docs/operations.md"
TARGET = re.compile(r"^([a-z][a-z0-9-]*):(?!=)(.*)$", re.MULTILINE)
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
MAKE = re.compile(r"(?:^|[`\n]|(?<=\d ))make ([a-z][a-z-]*)")
LINK = re.compile(r"(?<!`)\[[^\]]*\]\(([^)\s#]+)(?:#[^)]*)?\)")


def targets() -> dict[str, str]:
    return dict(TARGET.findall(read("Makefile")))


def texts() -> list[tuple[str, str]]:
    return [(path, text) for path, text in files() if path.endswith(".md")]


def made_in(text: str) -> list[str]:
    """Give the targets that the code in a text names."""
    return [name for code in CODE.findall(text) for name in MAKE.findall(code)]


def test_every_setting_is_explained() -> None:
    text = read(OPERATIONS)
    missing = [
        name for name in (PREFIX + field.name.upper() for field in fields(Settings)) if name not in text
    ]
    assert not missing, listed(
        missing, f"Say in {OPERATIONS} what it does, its default and when to change it."
    )


def test_no_setting_is_explained_that_is_gone() -> None:
    known = {PREFIX + field.name.upper() for field in fields(Settings)} | {"SAMLING_CHROMIUM"}
    found = [
        f"{path}: {name}"
        for path, text in texts()
        for name in sorted(set(re.findall(r"SAMLING_[A-Z_]+[A-Z]", text)) - known)
    ]
    assert not found, listed(found, "There is no such setting: correct the text.")


def commands(group: click.Command, name: str = "samling") -> Iterator[str]:
    if isinstance(group, click.Group):
        for word, command in group.commands.items():
            yield from commands(command, f"{name} {word}")
    else:
        yield name


def test_every_command_is_explained() -> None:
    text = read(OPERATIONS)
    group = next(each for each in vars(cli).values() if isinstance(each, click.Group))
    missing = [name for name in commands(group) if name not in text]
    assert not missing, listed(missing, f"Say in {OPERATIONS} when the command is used.")


def test_every_target_has_a_line_of_help() -> None:
    silent = [name for name, rest in targets().items() if "## " not in rest]
    assert len(targets()) > 10
    assert not silent, listed(silent, "Write what it does behind ` ## ` in the Makefile.")


@pytest.mark.parametrize("name", ["run", "test", "check", "help"])
def test_the_words_that_everyone_needs_are_there(name: str) -> None:
    assert name in targets()


def test_every_target_in_a_text_exists() -> None:
    found = [
        f"{path}: make {name}"
        for path, text in texts()
        for name in MAKE.findall(text)
        if name not in targets()
    ]
    assert not found, listed(found, "The Makefile has no such target: correct the text.")


def test_every_link_between_texts_leads_somewhere() -> None:
    found = [
        f"{path}: {link}"
        for path, text in texts()
        for link in LINK.findall(text)
        if "://" not in link
        and not link.startswith("mailto:")
        and not (ROOT / path).parent.joinpath(link).exists()
    ]
    assert not found, listed(found, "The link leads nowhere: correct it.")


def test_the_readme_names_both_commands() -> None:
    text = read("README.md")
    assert "make run" in text
    assert "make test" in text


def test_a_target_without_help_is_seen() -> None:
    assert dict(TARGET.findall("run: install ## Start\nx:\nA := b\n.PHONY: y\n")) == {
        "run": " install ## Start",
        "x": "",
    }


def test_commands_inside_groups_are_found() -> None:
    inner = click.Group("keys", {"rotate": click.Command("rotate")})
    assert list(commands(click.Group("samling", {"keys": inner, "serve": click.Command("serve")}))) == [
        "samling keys rotate",
        "samling serve",
    ]


def test_targets_in_texts_are_found() -> None:
    assert made_in("Say `make run`, or `PORT=8123 make go`; make sure.\n```\nmake test  all\n```") == [
        "run",
        "go",
        "test",
    ]
