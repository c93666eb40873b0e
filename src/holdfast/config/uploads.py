"""How large a form with files may be: a picture where one is asked for, and nowhere else."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler

# A picture of 5 MB, and what is written around it. What is larger is refused before it is read.
MOST_BYTES = 5_100_000


class Uploads(MemoryFileUploadHandler):
    """Keeps a picture in memory, never on the disk; refuses a form that is too large for its route."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],  # noqa: N803 - Django's name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Looks at the length before anything is read."""
        match = None if self.request is None else self.request.resolver_match
        takes_pictures = match is not None and getattr(match.func, "takes_pictures", False)
        if content_length > (MOST_BYTES if takes_pictures else settings.DATA_UPLOAD_MAX_MEMORY_SIZE):
            raise RequestDataTooBig("the form is too large")
        self.activated = True
