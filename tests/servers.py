"""The real server as a process of its own, as `make run` starts it, on a free port of this machine."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest

from tests import forked
from tests.mail import Letter, free_port, maildir_letters

START_SECONDS = 60
STOP_SECONDS = 20
SAMLING = str(Path(sys.executable).with_name("samling"))
Process = subprocess.Popen[bytes] | forked.Forked
SIGN_IN = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class LiveServer:
    """A running server."""

    url: str
    instance: Path
    process: Process
    log: Path

    def command(self, *words: str) -> str:
        """Run the command line on the server's instance and give what it prints."""
        return run_samling(*words, environment=environment_for(self.instance, self.url))

    def sign_in_link(self, email: str) -> str:
        """Make a one-time link for an account, as an administrator would."""
        links = SIGN_IN.findall(self.command("signin-link", email))
        assert links, "samling signin-link printed no address."
        return str(links[-1])

    def letters(self) -> list[Letter]:
        """Read the mails that the server has delivered to its maildir."""
        return maildir_letters(self.instance / "mail")

    def wait_for_letter(self, to: str, *, words: str = "", seconds: float = 15) -> Letter:
        """Wait for a mail to an address, with these words, and give the newest."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            found = [letter for letter in self.letters() if letter.to == to and words in letter.text]
            if found:
                return found[-1]
            time.sleep(0.1)
        raise AssertionError(f"No mail to {to} within {seconds} seconds.")


def environment_for(instance: Path, url: str, **settings: str) -> dict[str, str]:
    """Give the environment of a server: ours, without settings of the person who runs the tests."""
    mine = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("SAMLING_") and name != "PORT"
    }
    given = {f"SAMLING_{name.upper()}": value for name, value in settings.items()}
    port = url.rpartition(":")[2]
    return mine | {"SAMLING_INSTANCE": str(instance), "SAMLING_BASE_URL": url, "SAMLING_PORT": port} | given


def run_samling(*words: str, environment: dict[str, str]) -> str:
    """Run one command of the command line to its end and give what it prints; fail when it fails."""
    done = forked.run("samling", *words, environment=environment)
    assert done.returncode == 0, (
        f"samling {' '.join(words)} failed:\n{done.stdout.decode()}\n{done.stderr.decode()}"
    )
    return done.stdout.decode()


@contextmanager
def running_server(
    instance: Path, *, demo: bool = False, is_forked: bool = True, **settings: str
) -> Iterator[LiveServer]:
    """Run the server until the block ends; settings are given by name: `workers="1"`."""
    url = f"http://localhost:{free_port()}"
    environment = environment_for(instance, url, **{"workers": "1", **settings})
    instance.mkdir(parents=True, exist_ok=True)
    log = instance / "server.log"
    words = ["serve", *(["--demo"] if demo else [])]
    with log.open("wb") as output:
        process = _fork(words, environment, output) if is_forked else _execute(words, environment, output)
    server = LiveServer(url, instance, process, log)
    try:
        _wait_until_ready(server)
        yield server
    finally:
        _stop(process)


def _fork(words: list[str], environment: dict[str, str], output: IO[bytes]) -> Process:
    file = output.fileno()
    return forked.start("samling", *words, environment=environment, output=file, errors=file)


def _execute(words: list[str], environment: dict[str, str], output: IO[bytes]) -> Process:
    return subprocess.Popen(
        [SAMLING, *words], env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
    )


def _wait_until_ready(server: LiveServer) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.url}/health/ready", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise AssertionError(f"The server did not get ready:\n{server.log.read_text(errors='replace')[-4000:]}")


def _stop(process: Process) -> None:
    """Stop as Ctrl-C does; what is left after that is a fault."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise AssertionError(f"The server did not stop within {STOP_SECONDS} seconds of SIGINT.") from None
    if _group_lives(process.pid):
        os.killpg(process.pid, signal.SIGKILL)
        raise AssertionError("The server left processes behind.")


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


StartServer = Callable[..., LiveServer]


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[StartServer]:
    """Start servers with their own instance: `start_server(demo=True, workers="2")`."""
    with ExitStack() as stack:

        def start(**kwargs: object) -> LiveServer:
            instance = tmp_path / f"server-{len(list(tmp_path.glob('server-*')))}"
            return stack.enter_context(running_server(instance, **kwargs))  # type: ignore[arg-type]

        yield start


@pytest.fixture(scope="session")
def demo_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """Run one demo association for all tests of this worker; a test adds to it and never counts on zero."""
    with running_server(tmp_path_factory.mktemp("demo") / "instance", demo=True) as server:
        yield server


@pytest.fixture
def live_server(start_server: StartServer) -> LiveServer:
    """Run an empty installation for one test."""
    return start_server()
