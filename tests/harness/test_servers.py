"""The real server starts, answers, can be asked for links, and leaves nothing running."""

from __future__ import annotations

import os
import urllib.request
from pathlib import Path

import pytest

from tests.servers import LiveServer, StartServer, running_server


def test_an_empty_installation_answers_and_is_its_own(live_server: LiveServer) -> None:
    with urllib.request.urlopen(f"{live_server.url}/health/ready") as answer:
        assert answer.status == 200
    assert (live_server.instance / "samling.db").exists()
    assert live_server.letters() == []


def test_the_demonstration_signs_its_administrator_in(start_server: StartServer) -> None:
    server = start_server(demo=True)
    with urllib.request.urlopen(server.url) as answer:
        assert b"DEMO" in answer.read()
    assert "/organisera/logga-in/" in server.log.read_text()


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="SAMLING_WORKERS"), running_server(tmp_path / "i", workers="no"):
        pass


@pytest.mark.parametrize("is_forked", [True, False])
def test_nothing_is_left_running(tmp_path: Path, is_forked: bool) -> None:
    """By the installed command itself too."""
    with running_server(tmp_path / "i", is_forked=is_forked) as server:
        group = server.process.pid
    with pytest.raises(ProcessLookupError):
        os.killpg(group, 0)
