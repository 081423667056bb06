"""A mail server on a real socket that hangs up, refuses or stays silent where a test says so."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

HANG_UP = ""
"""Instead of an answer: close the connection."""

USUAL = {
    "CONNECT": "220 mail.example",
    "EHLO": "250 mail.example",
    "AUTH": "235 welcome",
    "MAIL": "250 OK",
    "RCPT": "250 OK",
    "DATA": "354 go on",
    "BODY": "250 taken",
    "RSET": "250 OK",
    "QUIT": "221 bye",
}


@dataclass
class RudeServer:
    """What it answers to each step, and what it has taken."""

    answers: dict[str, str] = field(default_factory=dict)
    offers: tuple[str, ...] = ()
    """What it says it can do, like “AUTH PLAIN”."""
    taken: list[bytes] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    port: int = 0

    def answer(self, step: str) -> str:
        """Give the answer to a step."""
        self.heard.append(step)
        return self.answers.get(step, USUAL.get(step, "500 what?"))


class _Talk(socketserver.StreamRequestHandler):
    server: Any

    def handle(self) -> None:
        """Talk to one client until either hangs up."""
        rude: RudeServer = self.server.rude
        if not self._say(rude.answer("CONNECT")):
            return
        for line in self.rfile:
            step = line.split()[0].decode().upper() if line.split() else "?"
            if not self._say(rude.answer(step), step):
                return
            if step == "DATA" and rude.answers.get("DATA", "3").startswith("3"):
                body = self._read_body()
                answer = rude.answer("BODY")
                if answer.startswith("2"):
                    rude.taken.append(body)
                if not self._say(answer):
                    return
            if step == "QUIT":
                return

    def _say(self, answer: str, step: str = "") -> bool:
        if answer == HANG_UP:
            self.request.shutdown(socket.SHUT_RDWR)
            return False
        lines = [answer]
        if step == "EHLO" and answer.startswith("250"):
            lines = [answer, *(f"250 {offer}" for offer in self.server.rude.offers)]
        told = [line[:3] + ("-" if line is not lines[-1] else " ") + line[4:] for line in lines]
        self.wfile.write("".join(f"{line}\r\n" for line in told).encode())
        return True

    def _read_body(self) -> bytes:
        body = b""
        for line in self.rfile:
            if line == b".\r\n":
                break
            body += line
        return body


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    rude: RudeServer


@contextmanager
def rude_server() -> Iterator[RudeServer]:
    """Run such a server until the block ends."""
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.rude = RudeServer(port=server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server.rude
        server.shutdown()
        thread.join()
