"""A Chromium is found where there is one, and installed where there is none."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests import chromium


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the one folder that programs are looked for in."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("SAMLING_CHROMIUM", raising=False)
    monkeypatch.setattr(chromium, "_playwrights_own", lambda: None)
    return tmp_path


def put(folder: Path, name: str, script: str = "") -> str:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


APT = 'if [ "$1" = install ]; then echo "#!/bin/sh" > "{0}/chromium"; /bin/chmod +x "{0}/chromium"; fi'


def test_one_on_the_machine_is_found_and_a_named_one_wins(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert chromium.find_chromium() is None
    found = put(machine, "google-chrome")
    assert chromium.find_chromium() == found
    named = put(machine, "my-chrome")
    monkeypatch.setenv("SAMLING_CHROMIUM", named)
    assert chromium.find_chromium() == named


def test_root_installs_with_apt(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    put(machine, "apt-get", APT.format(machine))
    assert chromium.main() == 0
    assert chromium.find_chromium() == str(machine / "chromium")


def test_others_install_with_sudo_when_it_asks_nothing(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    put(machine, "apt-get", APT.format(machine))
    put(machine, "sudo", 'shift; exec "$@"')
    assert chromium.main() == 0


def test_without_rights_playwright_downloads_its_own(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    put(machine, "apt-get", "exit 1")
    put(machine, "sudo", "exit 1")
    python = put(machine, "python", f'echo "$@" > {machine}/asked')
    monkeypatch.setattr(sys, "executable", python)
    assert chromium.main() == 1
    assert (machine / "asked").read_text() == "-m playwright install chromium\n"
