"""While somebody works on the installation: calm words in place of every page.

`holdfast maintenance on` puts a file into HOLDFAST_HOME, and each process sees it with the next request.
"""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from holdfast.web.refusals import address_again
from holdfast.web.rendering import page

# Whatever watches the process must not take it for dead.
_ALIVE = "/healthz"
_UNSAID = timedelta(minutes=5)
_SHORTEST = timedelta(minutes=1)
_PARTS = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class Break:
    """What is known of it: when it should end, and the owner's own words."""

    until: datetime | None = None
    words: str = ""

    def left(self, now: datetime) -> timedelta | None:
        """How long it still takes, as people say it; nothing where nobody knows, or where it should be over."""
        if self.until is None or self.until <= now:
            return None
        left = self.until - now
        part = next(part for part in _PARTS if left >= 2 * part or part == _PARTS[-1])
        return -(-left // part) * part


class Maintenance:
    """Answers 503 everywhere but at /healthz while the file is there; the API's edge makes a problem of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Asked at each request, so it is the cheapest of all questions to the file system.
        if not os.access(settings.MAINTENANCE_FILE, os.F_OK) or request.path_info == _ALIVE:
            return self.get_response(request)
        told = read(Path(settings.MAINTENANCE_FILE))
        left = told.left(timezone.now())
        is_for_programs = request.path_info.startswith("/api/")
        response = HttpResponse(status=503) if is_for_programs else _page(request, told.words, left)
        response.headers["Retry-After"] = str(int(max(left or _UNSAID, _SHORTEST).total_seconds()))
        return response


def read(file: Path) -> Break:
    """What the file says. That it is there is what counts, so one that cannot be read says nothing more."""
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        until = told["until"]
        return Break(until and datetime.fromisoformat(until), str(told["words"]))
    except (OSError, ValueError, TypeError, KeyError):
        return Break()


def _page(request: HttpRequest, words: str, left: timedelta | None) -> HttpResponse:
    context = {
        "left": left,
        "words": words,
        "is_sent": request.method == "POST",
        "again": address_again(request),
        "status": 503,
    }
    response = page(request, "maintenance.html", context, status=503)
    # The address may be somebody's secret link: which it is, nobody has looked up yet.
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
