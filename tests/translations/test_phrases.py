"""The tool takes from the source exactly what the application asks gettext for."""

import gettext as gettext_module
from pathlib import Path
from typing import Any

import allauth
import django
import pytest
from django.template import Context
from django.utils import translation
from translations.borrowed import BORROWED
from translations.catalogue import messages_of, read, strings_of
from translations.phrase import Phrase, UnreadableError
from translations.python import python_phrases
from translations.source import GERMAN
from translations.templates import compile_template, template_phrases

_GERMAN = read(GERMAN)
_THEIRS = ((allauth, ""), (django, "conf"), (django, "contrib/auth"))
_TEMPLATE = """{% load i18n %}
{% translate "One" %} {% translate 'Half is 50 %' %} {% translate "May" context "a month" %}
{% translate "Label" as label %} {{ _("Two") }} {{ nothing|default:_("Three, 3 %") }}
{% blocktranslate trimmed with who=name %}
  Hello {{ who }},
  this is <b>100 %</b>
{% endblocktranslate %}
{% blocktranslate count n=number context "fruit" %}{{ n }} pear{% plural %}{{ n }} pears{% endblocktranslate %}
{% for one in numbers %}{% if one == _("Four") %}{% else %}{% translate "Five" %}{% endif %}{% endfor %}
{% with more=_("Six") %}{{ more }}{% endwith %}
"""
_MODULE = """
from django.utils import translation as speech
from django.utils.translation import gettext_lazy as _, ngettext, pgettext as in_context
_("One " "and one")
in_context("a month", "May")
ngettext("%d pear", "%d pears", many)
speech.gettext("Two")
str("not said")
"""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> set[Phrase]:
    """What gettext was asked for."""
    heard: set[Phrase] = set()

    def gettext(text: str) -> str:
        heard.add(Phrase(text))
        return text

    def pgettext(context: str, text: str) -> str:
        heard.add(Phrase(text, context=context))
        return text

    def npgettext(context: str, singular: str, plural: str, number: int) -> str:
        heard.add(Phrase(singular, plural, context))
        return plural

    for function in (gettext, pgettext, npgettext):
        monkeypatch.setattr(translation._trans, function.__name__, function, raising=False)
    return heard


def test_of_a_template_it_takes_what_rendering_asks_for(asked: set[Phrase]) -> None:
    values: dict[str, Any] = {"name": "Dora", "number": 3, "numbers": [1]}
    compile_template(_TEMPLATE, "page.html").render(Context(values))
    assert asked == set(template_phrases(_TEMPLATE, "page.html"))
    assert Phrase("%(n)s pear", "%(n)s pears", "fruit") in asked
    assert Phrase("Half is 50 %%") in asked
    assert len(asked) == 11


def test_of_a_module_it_takes_each_call_under_any_name() -> None:
    assert set(python_phrases(_MODULE, "module.py")) == {
        Phrase("One and one"),
        Phrase("May", context="a month"),
        Phrase("%d pear", "%d pears"),
        Phrase("Two"),
    }


def test_what_is_not_written_out_is_told() -> None:
    with pytest.raises(UnreadableError, match=r"page\.html.*title"):
        list(template_phrases("{% load i18n %}{% translate title %}", "page.html"))
    with pytest.raises(UnreadableError, match=r"module\.py:2"):
        list(python_phrases("from django.utils.translation import gettext\ngettext(f'{name}')", "module.py"))


def test_what_is_borrowed_is_what_allauth_and_django_say() -> None:
    """Each phrase is in a German catalogue of theirs: what they stop saying has to go from our list."""
    folders = [Path(package.__path__[0]) / within for package, within in _THEIRS]
    theirs = [gettext_module.translation("django", folder / "locale", ["de"]) for folder in folders]
    for phrase in (one for phrases in BORROWED.values() for one in phrases):
        said = {
            one.ngettext(phrase.singular, phrase.plural, 1) if phrase.plural else one.gettext(phrase.singular)
            for one in theirs
        }
        assert said - {phrase.singular}, phrase.singular


@pytest.mark.parametrize("phrase", ["Please type your current password.", "This password is too common."])
def test_what_is_borrowed_is_said_in_our_words(phrase: str) -> None:
    with translation.override("de"):
        assert translation.gettext(phrase) in {strings_of(one, _GERMAN)[0] for one in messages_of(_GERMAN)}
