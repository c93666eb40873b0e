"""No words for people bypass gettext."""

import pytest
from translations.loose import loose_in_module, loose_in_template
from translations.source import modules, templates

_WEB = "web/"


def test_no_page_says_anything_outside_gettext() -> None:
    pages = [(place, text) for place, text in templates() if place.startswith(_WEB)]
    assert [loose for place, text in pages for loose in loose_in_template(text, place)] == []
    assert len(pages) > 20


def test_no_module_of_the_pages_makes_a_sentence_without_gettext() -> None:
    found = [(place, text) for place, text in modules() if place.startswith(_WEB)]
    assert [loose for place, text in found for loose in loose_in_module(text, place)] == []


@pytest.mark.control
@pytest.mark.parametrize(
    ("source", "loose"),
    [
        ("<p>Choose</p>", "Choose"),
        ("<p>{% if one %}\n  Choose\n{% endif %}</p>", "Choose"),
        ('<a href="{{ url }}">{{ name }}, please</a>', "\N{OBJECT REPLACEMENT CHARACTER}, please"),
        ('<img src="{{ url }}" alt="A chair">', "A chair"),
        ('<span data-words="% left here"></span>', "% left here"),
        ('{% include "error.html" with title="All is well" %}', "All is well"),
        ('{{ one|default:"Nothing" }}', "Nothing"),
        ('{% load i18n %}{% block a %}{% translate "One" %}: two{% endblock %}', ""),
    ],
)
def test_loose_words_of_a_template_are_seen(source: str, loose: str) -> None:
    assert len(loose_in_template(source, "page.html")) == 1
    assert loose in loose_in_template(source, "page.html")[0]


@pytest.mark.parametrize(
    "source",
    [
        '{% load i18n %}<p title="{% translate \'A title\' %}">{% translate "Two words" %} · 429</p>',
        '<p class="a{% if one %} is-b{% endif %}" data-locale="en" data-words="{{ one }}">{{ two }}</p>',
        '{{ one|date:"Y-m-d" }}{% include "error.html" with kind="email" title=_("All is well") %}',
        '<b class="mark">H</b>Holdfast <script>var a = "Some words";</script><!-- a note -->',
        '{% extends "base.html" %}{% block body_class %}desk{% endblock %}',
    ],
)
def test_the_rest_of_a_template_is_let_be(source: str) -> None:
    assert loose_in_template(source, "page.html") == []


@pytest.mark.control
def test_a_loose_sentence_of_a_module_is_seen() -> None:
    assert loose_in_module('title = "This time was just booked"', "a.py") == [
        "a.py:1: 'This time was just booked'"
    ]
    assert len(loose_in_module('text = f"You have {n} bookings."', "a.py")) == 1


def test_what_a_module_says_to_developers_is_let_be() -> None:
    source = '''"""A module of things."""
from django.utils.translation import gettext as _

def act():
    """Acts, and says so."""
    assert one, "The caller has looked"
    _log.error("The database is gone", exc_info=one)
    raise Refused("Nothing of this name")

_("This is said to people")
header = "default-src 'self'"
'''
    assert loose_in_module(source, "a.py") == []
