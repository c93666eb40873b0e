"""Django reads as much of a body as Content-Length says, and nothing where it is not said."""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from django.conf import settings

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def with_streamed_bodies(application: Application) -> Application:
    """The application, which also gets bodies whose sender streams them and says no length (RFC 9112 §7.1).

    Of one that is too large just as much is read as shows that.
    """

    def run(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        # Only a server that ends the input by itself may be read from without knowing how much there is.
        is_streamed = not environ.get("CONTENT_LENGTH") and environ.get("wsgi.input_terminated")
        if is_streamed and environ["REQUEST_METHOD"] == "POST":
            body = _read(environ["wsgi.input"], settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
            environ["CONTENT_LENGTH"] = str(len(body))
            environ["wsgi.input"] = BytesIO(body)
        return application(environ, start_response)

    return run


def _read(stream: Any, most: int) -> bytes:
    """Up to so many bytes; a single read may give fewer than are to come."""
    read = b""
    while len(read) < most and (more := stream.read(most - len(read))):
        read += more
    return read
