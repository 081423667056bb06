"""An installed wheel brings everything that a checkout has beside the code."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from tests.architecture.sources import ROOT

BESIDE = ("templates", "static", "migrations")


def test_the_wheel_holds_all_that_it_needs(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        path.relative_to(ROOT) for folder in BESIDE for path in (ROOT / folder).rglob("*") if path.is_file()
    }
    wanted = {path for path in wanted if "__pycache__" not in path.parts}
    missing = sorted(str(path) for path in wanted if f"app/{path.as_posix()}" not in held)
    assert not missing, missing
    assert "app/translations/sv/LC_MESSAGES/messages.mo" in held
    assert not [name for name in held if name.startswith(("tests/", "instance/", "bench/"))]
