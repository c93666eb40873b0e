"""The limit of the server: a constant answer by bare WSGI."""

from typing import Any

BODY = b'{"slots":[' + b",".join([b'{"starts_at":"2027-01-01T10:00:00Z","left":1}'] * 40) + b"]}"


def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(BODY)))])
    return [BODY]
