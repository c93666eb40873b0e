"""Pages speak the language of the business, and Arabic runs from right to left."""

from django.utils import translation

from holdfast.data import models
from tests.cast import Cast
from tests.languages import with_arabic
from tests.web.conftest import _moment, clinic, salon, visitor
from tests.web.visitor import Visitor

__all__ = ["_moment", "clinic", "salon", "visitor"]

_ASKED = "What would you like to book?"


def _heading(visitor: Visitor, language: str) -> tuple[str, str, bool]:
    models.Organisation.objects.update(language=language)
    response = visitor.get("/salon")
    return response.page.language, response.page.headings[0], b'dir="rtl"' in response.content


def test_a_german_business_speaks_german(salon: Cast, visitor: Visitor) -> None:
    assert _heading(visitor, "de") == ("de", "Was möchten Sie buchen?", False)


def test_an_arabic_business_runs_from_right_to_left_where_arabic_is_offered(salon: Cast, visitor: Visitor) -> None:
    with with_arabic():
        with translation.override("ar"):
            arabic = translation.gettext(_ASKED)
        assert arabic != _ASKED
        assert _heading(visitor, "ar") == ("ar", arabic, True)


def test_arabic_is_not_offered_otherwise(salon: Cast, visitor: Visitor) -> None:
    assert _heading(visitor, "ar") == ("en", _ASKED, False)
