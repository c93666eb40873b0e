"""A request may name any codec Python has as its charset; Django would fail on those that are none for text."""

import codecs
from collections.abc import Callable, Iterable
from email.message import Message
from typing import Any

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def with_readable_charset(application: Application) -> Application:
    """The application, for which a charset that cannot be read as text is as good as none (RFC 9110 §8.3)."""

    def run(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        content_type = environ.get("CONTENT_TYPE", "")
        if "charset" in content_type.lower() and not _is_readable(content_type):
            environ["CONTENT_TYPE"] = content_type.partition(";")[0]
        return application(environ, start_response)

    return run


def _is_readable(content_type: str) -> bool:
    header = Message()
    header["Content-Type"] = content_type
    try:
        codec = codecs.lookup(str(header.get_content_charset()))
        "".encode(codec.name)
    except (LookupError, ValueError):
        return False
    return True
