"""What is installed is known to the byte, wherever it comes from."""

from __future__ import annotations

import pytest
from packaging.requirements import Requirement

from tests.architecture import lock
from tests.architecture.sources import listed, read


@pytest.mark.parametrize("path", lock.LOCKS)
def test_a_lock_names_versions_and_hashes_and_no_place(path: str) -> None:
    found = lock.faults(read(path))
    assert not found, listed(found, f"{path} is written by `make lock`, never by hand.")


@pytest.mark.parametrize("path", lock.LOCKS)
def test_a_lock_meets_what_is_asked_for(path: str) -> None:
    found = lock.unmet(lock.asked_for(lock.LOCKS[path]), lock.pins(read(path)))
    assert not found, listed(found, "Run `make lock` after changing pyproject.toml.")


def test_development_runs_on_the_same_versions() -> None:
    run, dev = (lock.pins(read(path)) for path in lock.LOCKS)
    found = [
        f"{name}: {versions} and {dev.get(name)}"
        for name, versions in run.items()
        if dev.get(name) != versions
    ]
    assert not found, listed(found, "Run `make lock`: both locks are written together.")


GOOD = "# made\nflask==3.1.3 \\\n    --hash=sha256:" + "a" * 64 + "\n    # via samling (pyproject.toml)\n"


@pytest.mark.parametrize(
    "bad",
    [
        GOOD.replace("sha256", "md5"),
        GOOD.replace("==3.1.3", ">=3"),
        "flask==3.1.3\n",
        "--index-url https://packages.example/simple\n" + GOOD,
        "# made by /home/ada/bin/uv\n" + GOOD,
        "flask @ https://packages.example/flask.whl\n",
    ],
)
def test_a_bad_lock_is_seen(bad: str) -> None:
    assert lock.faults(GOOD) == []
    assert lock.faults(bad)


def test_an_unmet_requirement_is_seen() -> None:
    assert lock.unmet([Requirement("Flask>=4")], lock.pins(GOOD))
    assert lock.unmet([Requirement("other")], lock.pins(GOOD))
    assert not lock.unmet(
        [Requirement("Flask>=3.1,<4"), Requirement("x; sys_platform == 'nowhere'")], lock.pins(GOOD)
    )
