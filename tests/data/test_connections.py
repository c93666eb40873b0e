"""Pooled connections that a server left behind are found out before they are used, once they were idle."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection

from holdfast.data.postgresql import base


def _pid() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _end_all(server: Any) -> None:
    # The pool hands out by turns: all must be dead, or the next would just be another one.
    with psycopg.connect(server.admin_url, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture
def left_behind(committed: None, server: Any) -> Iterator[int]:
    """A pool full of connections whose server processes have ended; the pool is thrown away afterwards."""
    connection.close_pool()
    pid = _pid()
    connection.close()
    _end_all(server)
    yield pid
    connection.close()
    connection.close_pool()


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
