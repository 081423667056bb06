"""Bind the sockets that the server listens on, and say plainly when that is not possible."""

from __future__ import annotations

import errno
import socket
import time

BACKLOG = 2048

_NOT_HERE = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EPROTONOSUPPORT}


class CannotListen(Exception):
    """A sentence about why an address cannot be listened on, and whether waiting may help."""

    def __init__(self, sentence: str, *, may_pass: bool = False) -> None:
        super().__init__(sentence)
        self.may_pass = may_pass


def bind(host: str, port: int, *, patience: float = 1.5) -> list[socket.socket]:
    """Bind every address that a host name has here: localhost is 127.0.0.1 and, where there is one, ::1.

    Port 0 takes a free port, the same for all of them. A taken port is tried again for some seconds: the
    children of a server that was killed a moment ago are just letting go of it. Raises CannotListen.
    """
    until = time.monotonic() + patience
    while True:
        try:
            return _bind_all(host, port)
        except CannotListen as sentence:
            if not sentence.may_pass or time.monotonic() > until:
                raise
            time.sleep(0.1)


def _bind_all(host: str, port: int) -> list[socket.socket]:
    sockets: list[socket.socket] = []
    try:
        for family, address in _addresses(host):
            bound = _bind_one(family, address, port)
            if bound is not None:
                sockets.append(bound)
                port = bound.getsockname()[1]
    except CannotListen:
        for opened in sockets:
            opened.close()
        raise
    if not sockets:
        raise CannotListen(f"This machine has no address for {host}.")
    return sockets


def _addresses(host: str) -> list[tuple[socket.AddressFamily, str]]:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except socket.gaierror:
        raise CannotListen(f"The name {host} is not known on this machine.") from None
    addresses = {(family, str(address[0])) for family, _, _, _, address in found}
    if host == "localhost":
        addresses |= {(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")}
    return sorted(addresses)


def _bind_one(family: socket.AddressFamily, address: str, port: int) -> socket.socket | None:
    try:
        opened = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        if error.errno in _NOT_HERE:
            return None
        raise
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0 if address == "::" else 1)
        opened.bind((address, port))
        opened.listen(BACKLOG)  # two programs can bind one address, only one can listen on it
    except OSError as error:
        opened.close()
        if error.errno in _NOT_HERE:
            return None
        raise CannotListen(_why(error, address, port), may_pass=error.errno == errno.EADDRINUSE) from None
    opened.set_inheritable(True)
    return opened


def _why(error: OSError, address: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is taken by another program. Stop it, or choose another port: "
            f"PORT={port + 1 if port < 65535 else 8000} before the command."
        )
    if error.errno == errno.EACCES:
        return f"Port {port} may not be used by this user; ports from 1024 may."
    return f"Cannot listen on {address}, port {port}: {error.strerror}."
