"""Django's PostgreSQL, whose pooled connections are looked at only after they were idle for a while.

Looking at each connection before each request (CONN_HEALTH_CHECKS) costs a round trip a request. What a server
that went away leaves behind is idle; under load the next statement finds out as well.
"""

import time
from typing import Any

from django.db.backends.postgresql import base
from psycopg import Connection
from psycopg_pool import ConnectionPool

IDLE_SECONDS = 1.0


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection of the pool, alive as far as one can know."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection[Any]:
        """One that was used a moment ago, or answers now."""
        connection: Connection[Any] = super().get_new_connection(conn_params)
        pool: ConnectionPool[Any] | None = self.pool
        if pool is None:
            return connection
        for _ in range(pool.max_size + 1):
            if time.monotonic() - getattr(connection, "used_at", 0.0) < IDLE_SECONDS:
                return connection
            try:
                ConnectionPool.check_connection(connection)
            except self.Database.OperationalError:
                # The pool throws away what is closed, and makes another.
                pool.putconn(connection)
                connection = super().get_new_connection(conn_params)
            else:
                return connection
        return connection

    def _close(self) -> None:
        if self.connection is not None:
            self.connection.used_at = time.monotonic()
        super()._close()  # type: ignore[misc] # Django has it, its stubs do not
