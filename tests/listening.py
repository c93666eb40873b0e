"""A real server for tests: our WSGI application in threads, in a frozen moment, on a database that commits."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any
from unittest.mock import patch
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Nothing: pytest shows what matters."""


@contextmanager
def listening(now: datetime) -> Iterator[str]:
    """Where it listens."""
    from django.core.wsgi import get_wsgi_application
    from django.db import connection

    with patch("django.utils.timezone.now", return_value=now):
        server = make_server("127.0.0.1", 0, get_wsgi_application(), server_class=_Server, handler_class=_Quiet)
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        server.server_close()
        thread.join()
        connection.close()
