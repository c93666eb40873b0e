"""Pages and other text made smaller on their way, for clients that say they can read it (gzip, RFC 1952)."""

import secrets
import zlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers

# The fewest bytes of each type that are compressed. What the API says of times is quick to make and mostly small:
# there it would cost more than it gives (docs/decisions/0015, with what was measured).
_LEAST = {"text/html": 500, "text/css": 500, "text/calendar": 500, "application/json": 16 * 1024}
# A window of 8 KB instead of 32 takes half the time, which mostly went into setting its memory up, and makes pages
# hardly larger.
_LEVEL, _WINDOW, _MEMORY = 4, 13, 7
_HEADER = 10
_HAS_NAME = b"\x08"
_LONGEST_NAME = 100


class Compression:
    """Compresses what is worth it and is not encoded yet, and tells caches that it differs by Accept-Encoding."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == 304:
            # It must say the same of its variants as the answer it stands for (RFC 9110, 15.4.5).
            patch_vary_headers(response, ["Accept-Encoding"])
        elif isinstance(response, HttpResponse) and _is_worth_it(response):
            patch_vary_headers(response, ["Accept-Encoding"])
            if accepts_gzip(request.headers.get("Accept-Encoding", "")):
                _compress(response)
        return response


def accepts_gzip(header: str) -> bool:
    """Whether an Accept-Encoding names gzip, or anything, without ruling it out by a weight of 0."""
    wanted = {}
    for one in header.lower().split(","):
        coding, _, weight = one.replace(" ", "").partition(";q=")
        wanted[coding] = weight.strip("0.") != "" or not weight
    return wanted.get("gzip", wanted.get("*", False))


def _is_worth_it(response: HttpResponse) -> bool:
    least = _LEAST.get(response.headers.get("Content-Type", "").partition(";")[0])
    return least is not None and len(response.content) >= least and "Content-Encoding" not in response.headers


def _compress(response: HttpResponse) -> None:
    response.content = _packed(response.content)
    response.headers["Content-Length"] = str(len(response.content))
    response.headers["Content-Encoding"] = "gzip"
    etag = response.headers.get("ETag", "")
    if etag.startswith('"'):
        # The same content in other bytes (RFC 9110, 8.8.1).
        response.headers["ETag"] = f"W/{etag}"


def _packed(content: bytes) -> bytes:
    """The content as gzip, with a file name of random length in its header.

    Whoever can make a page repeat guesses, and sees how long the answers are, could otherwise tell from the length
    that a guess was right (BREACH). Django's own middleware hides the length in the same way.
    """
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, 16 + _WINDOW, _MEMORY)
    packed = packer.compress(content) + packer.flush()
    name = b"a" * secrets.randbelow(_LONGEST_NAME) + b"\0"
    return packed[:3] + _HAS_NAME + packed[4:_HEADER] + name + packed[_HEADER:]
