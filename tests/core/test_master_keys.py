"""The master key: made once, kept from others, and refused when it is missing, short or known."""

from __future__ import annotations

import base64
import hashlib
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.core import crypto
from app.core.config import load_settings
from app.core.masterkeys import KeyProblem, MasterKeys, load_or_create_master_keys, new_master_key


def random(number: int, length: int = 32) -> bytes:
    """Give bytes that look random, the same in every worker of a parallel run."""
    return hashlib.shake_256(b"test key %d" % number).digest(length)


def written(key: bytes, name: str = "m1") -> str:
    return f"{name}:{base64.b64encode(key).decode()}"


def start(instance: Path, **settings: str) -> Flask:
    return create_app(load_settings({}, instance=instance, **settings))


def test_what_is_written_can_be_read_again() -> None:
    keys = MasterKeys((new_master_key(), new_master_key()))
    assert MasterKeys.parse(keys.written()) == keys
    assert MasterKeys.parse(keys.written().replace("\n", " , ")) == keys
    assert MasterKeys.parse("# from the safe\n\n" + keys.written()).current == keys.keys[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n , \n",
        "# only a comment",
        "no colon",
        written(random(1), name=""),
        "m1:",
        "m1:not base64!",
        "m1:åäö",
        written(random(1, 31)),
        written(random(1, 33)),
        written(b"\x00" * 32),
        written(b"samling!" * 4),
        written(bytes(range(32))),
        written(b"change-me-change-me-change-me-32"),
        written(random(1)) + "," + written(random(2)),
    ],
)
def test_a_missing_short_or_known_key_is_refused_with_a_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(KeyProblem, match=r"\.$"):
        MasterKeys.parse(text)
    file = tmp_path / "master.key"
    file.write_text(text, encoding="utf-8")
    file.chmod(0o600)
    with pytest.raises(KeyProblem, match=r"\.$"):
        load_or_create_master_keys(file)


def test_the_file_is_made_once_and_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "master.key"
    first = load_or_create_master_keys(file)
    assert load_or_create_master_keys(file) == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert list(file.parent.iterdir()) == [file]


def test_a_key_that_others_can_read_stops_the_start(tmp_path: Path) -> None:
    start(tmp_path)
    crypto.master_key_file(tmp_path).chmod(0o640)
    with pytest.raises(KeyProblem, match="chmod 600"):
        start(tmp_path)


def test_many_starting_at_once_agree_on_one_key(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "master.key"
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(load_or_create_master_keys, [file] * 8))
    assert len(found) == 1
    assert list(file.parent.iterdir()) == [file]


def test_the_environments_key_goes_before_the_files(tmp_path: Path) -> None:
    key = written(random(1), "from-the-environment")
    masters = start(tmp_path, master_key=key).extensions["samling.keys"].masters
    assert masters.current[0] == "from-the-environment"
    assert not crypto.master_key_file(tmp_path).exists()


def test_a_bad_key_in_the_environment_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(KeyProblem, match="32 bytes"):
        start(tmp_path, master_key="m1:dG9vIHNob3J0")


def used(instance: Path) -> None:
    """Make an installation whose key store has keys."""
    with start(instance).app_context():
        crypto.seal("petition:1", b"row", {"name": "Alva"})


def test_a_lost_master_key_stops_the_start_and_no_new_one_is_made_in_its_place(tmp_path: Path) -> None:
    """What is sealed under a new key would be lost again when the old one comes back from the safe."""
    used(tmp_path)
    file = crypto.master_key_file(tmp_path)
    saved = file.read_bytes()
    file.unlink()
    with pytest.raises(KeyProblem, match="is not here"):
        start(tmp_path)
    assert not file.exists()
    file.write_bytes(saved)
    file.chmod(0o600)
    start(tmp_path)


def test_another_master_key_stops_the_start(tmp_path: Path) -> None:
    used(tmp_path)
    with pytest.raises(KeyProblem, match="is not here"):
        start(tmp_path, master_key=written(random(1), "another"))


def test_the_command_line_answers_a_bad_key_with_a_sentence(tmp_path: Path) -> None:
    environ = {**os.environ, "SAMLING_INSTANCE": str(tmp_path), "SAMLING_MASTER_KEY": "short"}
    done = subprocess.run(
        [str(Path(sys.executable).with_name("samling")), "demo"],
        env=environ,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr == "Error: The master key must be written as id:base64 with 32 bytes of key.\n"
    assert not list(tmp_path.rglob("*.db"))
