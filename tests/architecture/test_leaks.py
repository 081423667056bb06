"""Nothing of anybody's machine, keys or address book gets into the project."""

from __future__ import annotations

import re

import pytest

from tests.architecture.sources import files, listed

PLANTED = {f"tests/architecture/{name}.py" for name in ("lock", "test_leaks", "test_lock")}
MACHINE = re.compile(r"(?<![\w.<])/(?:home|Users|root|work|opt)/[\w.-]+|/tmp/[\w.-]+|[A-Z]:\\Users\\")
INDEX = re.compile(r"--(?:extra-)?index-url[ =]|--find-links[ =]|registry\.npmjs|\.pypi\.org|//pypi\.")
SECRET = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_\w{30,}")
ADDRESS = re.compile(r"\b[\w.+-]+@((?:[\w-]+\.)+[a-z]{2,})\b")
NOBODY = re.compile(r"(?:^|\.)(?:example(?:\.(?:com|net|org|se))?|test|invalid|localhost)$")
"""Domains that RFC 2606 keeps free, and example.se, which belongs to the Swedish registry."""
REAL_ADDRESSES_MEAN_NOTHING = ("tests/",)
"""Tests of address rules need the big providers' names."""


def leaks(path: str, text: str) -> list[str]:
    """List what in one text should not be there."""
    patterns = {"a path of a machine": MACHINE, "a package registry": INDEX, "a secret": SECRET}
    found = [
        f"{path}: {what}: {match[0]}" for what, rule in patterns.items() for match in rule.finditer(text)
    ]
    if not path.startswith(REAL_ADDRESSES_MEAN_NOTHING):
        found += [
            f"{path}: a real address: {match[0]}"
            for match in ADDRESS.finditer(text)
            if not NOBODY.search(match[1])
        ]
    return found


def test_nothing_leaks() -> None:
    found = [leak for path, text in files() if path not in PLANTED for leak in leaks(path, text)]
    assert not found, listed(found, "Take it out; examples use example.org and relative paths.")


@pytest.mark.parametrize(
    "text",
    [
        "see /home/ada/samling",
        "C:\\Users\\ada",
        "in /tmp/out.txt",
        "--index-url https://x",
        "-----BEGIN PRIVATE KEY-----",
        "write to ada@riksdagen.se",
    ],
)
def test_a_leak_is_seen(text: str) -> None:
    assert leaks("docs/x.md", text)
    assert leaks("docs/x.md", "write to ada@example.org, look into /etc/samling or instance/mail") == []
