"""The locks: every package at one version, by hash, from nowhere in particular.

`python -m tests.architecture.lock` asks the package index whether the locks still follow from pyproject.toml.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.sources import ROOT

LOCKS = {"requirements/run.txt": ["build"], "requirements/dev.txt": ["build", "dev"]}
PIN = re.compile(r"^(?P<name>[a-z0-9._-]+)==(?P<version>[^\s;\\]+)(?P<marker> ; [^\\]+)?(?P<rest>.*)$")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}$")
ADDRESS = re.compile(r"https?:|file:|--(?:extra-)?index-url|--find-links|--trusted-host|(?<!\w)/(?:\w+/)+")
NO_ANSWER = re.compile(r"error sending request|dns error|failed to fetch|connect", re.IGNORECASE)


def pins(text: str) -> dict[str, list[str]]:
    """Give the versions of each package in a lock, several where markers differ."""
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if match := PIN.match(line):
            found.setdefault(match["name"], []).append(match["version"])
    return found


def faults(text: str) -> list[str]:
    """List what a lock must not hold: packages without hash or version, addresses, paths."""
    problems = [f"names a place: {line.strip()}" for line in text.splitlines() if ADDRESS.search(line)]
    joined = re.sub(r"\\\n", " ", text)
    for line in joined.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = PIN.match(line)
        hashes = [part for part in line.split() if part.startswith("--hash")]
        if match is None:
            problems.append(f"is no package at one version: {line[:60]}")
        elif not hashes or not all(HASH.match(part) for part in hashes):
            problems.append(f"has no sha256: {match['name']}")
    return problems


def asked_for(groups: list[str]) -> list[Requirement]:
    """Give the requirements that pyproject.toml states, with those of some groups."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lines = list(project["project"]["dependencies"])
    for group in groups:
        lines += project["dependency-groups"][group]
    return [Requirement(line) for line in lines]


def unmet(requirements: list[Requirement], locked: dict[str, list[str]]) -> list[str]:
    """List the requirements that a lock does not meet."""
    return [
        f"{each} is not met by {', '.join(locked.get(canonicalize_name(each.name), ['nothing']))}"
        for each in requirements
        if not any(
            each.specifier.contains(version) for version in locked.get(canonicalize_name(each.name), [])
        )
        and (
            each.marker is None
            or each.marker.evaluate({key: str(value) for key, value in default_environment().items()})
        )
    ]


def compiled(path: str, folder: Path) -> str:
    """Resolve anew, keeping the versions of the lock where they still fit; raises CalledProcessError."""
    copy = folder / Path(path).name
    copy.write_text((ROOT / path).read_text(encoding="utf-8"), encoding="utf-8")
    groups = [word for group in LOCKS[path] for word in ("--group", group)]
    uv = str(Path(sys.executable).with_name("uv"))
    options = [
        "--quiet",
        "--system-certs",
        "--universal",
        "--python-version",
        "3.11",
        "--no-emit-index-url",
        *groups,
    ]
    words = [uv, "pip", "compile", *options, "--output-file", str(copy), "pyproject.toml"]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True)
    return copy.read_text(encoding="utf-8")


def main() -> int:
    """Compare each lock with a fresh resolution; without an answer from the index, say so and pass."""
    for path in LOCKS:
        with tempfile.TemporaryDirectory() as folder:
            try:
                fresh = compiled(path, Path(folder))
            except subprocess.CalledProcessError as error:
                if NO_ANSWER.search(error.stderr):
                    print(f"{path}: NOT COMPARED, the package index does not answer.")
                    continue
                print(error.stderr)
                return 1
        if pins(fresh) != pins((ROOT / path).read_text(encoding="utf-8")):
            print(f"{path} does not follow from pyproject.toml: run `make lock`.")
            return 1
        print(f"{path} follows from pyproject.toml.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
