"""Whether a port is free, asked before granian gets it.

granian sets SO_REUSEPORT: a second server on the same port would start silently and share the traffic.
"""

import errno
import os
import socket
import sys
import time

from holdfast.cli.failure import CommandFailure, Exit

# The workers of a predecessor that was just killed take a moment to let go.
_PATIENCE = 1.5


def wanted_port(given: int | None) -> int:
    """The option, else PORT, else 8000."""
    value = str(given) if given is not None else os.environ.get("PORT", "").strip() or "8000"
    if not (value.isascii() and value.isdigit() and 0 < int(value) < 65536):
        raise CommandFailure(f"PORT must be a number from 1 to 65535, not {value!r}.", Exit.BAD_SETTING)
    return int(value)


def demand_free_port(host: str, port: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not is_free(host, port):
        if time.monotonic() > deadline:
            raise CommandFailure(
                f"Port {port} is already in use: stop what listens there, "
                f"or choose another one, for example PORT={port + 1 if port < 65535 else 8000}.",
                Exit.PORT_BUSY,
            )
        time.sleep(0.1)


def reserve_port(port: int) -> socket.socket | None:
    """A claim on the port among all Holdfasts of this machine, held as long as the socket is open.

    Between the probe and the moment granian listens lie seconds, and granian shares ports: two starts at once
    would both pass the probe and then answer for each other. Refuses with `CommandFailure`.
    """
    if sys.platform != "linux":
        return None
    claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        # An abstract name: no file, for all users, and gone with its process however that ends.
        claim.bind(f"\0holdfast-port-{port}")
    except OSError as error:
        claim.close()
        if error.errno != errno.EADDRINUSE:
            raise
        raise CommandFailure(
            f"Another Holdfast is starting or running on port {port}: stop it, "
            f"or choose another one, for example PORT={port + 1 if port < 65535 else 8000}.",
            Exit.PORT_BUSY,
        ) from None
    return claim


def is_free(host: str, port: int) -> bool:
    """Nobody listens there, on that address or on all addresses."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise CommandFailure(f"The host {host!r} is not an address of this machine.", Exit.BAD_SETTING) from error
    return all(_can_bind(family, address, host, port) for family, _, _, _, address in found)


def _can_bind(family: int, address: object, host: str, port: int) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # On Linux this passes over connections that are ending, but never over a listener.
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)  # type: ignore[arg-type]
        except PermissionError:
            raise CommandFailure(
                f"Port {port} is reserved for the administrator: choose one above 1023, for example PORT=8000.",
                Exit.PORT_BUSY,
            ) from None
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise CommandFailure(
                f"Cannot listen on {host}:{port} ({error.strerror}): choose another --host.", Exit.BAD_SETTING
            ) from error
    return True
