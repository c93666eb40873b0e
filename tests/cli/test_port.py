"""A busy port is noticed, whoever listens on it and however."""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from holdfast.cli.failure import CommandFailure, Exit
from holdfast.cli.port import demand_free_port, is_free, reserve_port, wanted_port

LOOPBACK, EVERYWHERE = "127.0.0.1", "0.0.0.0"  # noqa: S104 -- that is the question here


@contextmanager
def listener(host: str, *, shared: bool = False) -> Iterator[int]:
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listening.bind((host, 0))
        listening.listen()
        yield listening.getsockname()[1]


@pytest.mark.parametrize("theirs", [LOOPBACK, EVERYWHERE])
@pytest.mark.parametrize("ours", [LOOPBACK, EVERYWHERE])
@pytest.mark.parametrize("shared", [False, True])
def test_a_listener_makes_the_port_busy(theirs: str, ours: str, shared: bool) -> None:
    with listener(theirs, shared=shared) as port:
        assert not is_free(ours, port)
    assert is_free(ours, port)


def test_connections_that_are_ending_do_not_make_a_port_busy() -> None:
    with socket.socket() as listening:
        # As granian does; without it not even granian could listen there again.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((LOOPBACK, 0))
        listening.listen()
        port = listening.getsockname()[1]
        with socket.create_connection((LOOPBACK, port)):
            # Who closes first keeps the connection's port for a minute.
            listening.accept()[0].close()
    assert is_free(LOOPBACK, port)


def test_a_busy_port_is_a_sentence_with_a_way_out() -> None:
    with listener("127.0.0.1") as port, pytest.raises(CommandFailure) as caught:
        demand_free_port("127.0.0.1", port)
    assert caught.value.code == Exit.PORT_BUSY
    assert f"Port {port} is already in use" in caught.value.sentence


def test_a_host_of_another_machine_is_a_sentence() -> None:
    with pytest.raises(CommandFailure) as caught:
        is_free("192.0.2.1", 8000)
    assert caught.value.code == Exit.BAD_SETTING


@pytest.mark.parametrize("text", ["abc", "0", "65536", "-1", "80.5", "٨٠٠٠"])
def test_a_bad_port_is_a_sentence(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(CommandFailure, match="PORT must be a number from 1 to 65535"):
        wanted_port(None)


def test_the_option_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PORT", raising=False)
    assert wanted_port(None) == 8000
    monkeypatch.setenv("PORT", "9000")
    assert (wanted_port(None), wanted_port(9001)) == (9000, 9001)


@pytest.mark.skipif(sys.platform != "linux", reason="abstract names of sockets are Linux's")
def test_two_starts_at_once_cannot_both_have_the_port() -> None:
    first = reserve_port(64_999)
    assert first is not None
    with pytest.raises(CommandFailure, match="Another Holdfast"):
        reserve_port(64_999)
    first.close()
    again = reserve_port(64_999)
    assert again is not None
    again.close()
