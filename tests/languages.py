"""Languages for tests: Arabic, which runs from right to left and is not shipped."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.test import override_settings
from translations.source import ARABIC


@contextmanager
def with_arabic() -> Iterator[None]:
    """Offers Arabic beside the languages there are, on the customers' pages."""
    languages = [*settings.LANGUAGES, (ARABIC.code, "العربية")]
    with override_settings(LANGUAGES=languages, LOCALE_PATHS=[*settings.LOCALE_PATHS, ARABIC.folder]):
        yield
