"""A pooled connection that a server left behind is found out before it is used, once it was idle."""

from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection

from holdfast.data.postgresql import base


def _pid() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _end(server: Any, pid: int) -> None:
    with psycopg.connect(server.admin_url, autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


@pytest.fixture
def left_behind(committed: None, server: Any) -> int:
    """A connection of the pool whose server process has ended."""
    pid = _pid()
    connection.close()
    _end(server, pid)
    return pid


def test_after_idling_a_dead_connection_is_replaced(left_behind: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "IDLE_SECONDS", 0.0)
    assert _pid() != left_behind


@pytest.mark.control
def test_control_without_looking_the_dead_connection_is_used(
    left_behind: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "IDLE_SECONDS", 3600.0)
    with pytest.raises(OperationalError):
        _pid()
