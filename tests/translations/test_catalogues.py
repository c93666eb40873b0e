"""Every catalogue is whole, fits the source, and is what Django reads."""

from pathlib import Path

import pytest
from translations.catalogue import Catalogue, messages_of, mo_of, phrase_of, po_of, read, strings_of, update
from translations.faults import faults
from translations.phrase import Phrase
from translations.source import ARABIC, GERMAN, LANGUAGES, Language, find_phrases

_HELP = "run `make translations`, then fill in what is empty"
_HEAD = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"

"""
each_language = pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)


def _catalogue(folder: Path, text: str, language: Language = GERMAN) -> Catalogue:
    po = folder / "django.po"
    po.write_text(_HEAD + text, encoding="utf-8")
    return read(language, po)


@each_language
def test_the_catalogue_has_what_the_source_says_and_nothing_else(language: Language) -> None:
    said, translated = set(find_phrases(language)), {phrase_of(one) for one in messages_of(read(language))}
    assert said - translated == set(), _HELP
    assert translated - said == set(), _HELP


@each_language
def test_everything_is_translated_without_a_fault(language: Language) -> None:
    assert faults(read(language)) == []


@each_language
def test_the_files_are_what_the_tool_writes(language: Language) -> None:
    catalogue = read(language)
    assert language.po.read_bytes() == po_of(update(catalogue, find_phrases(language), language)), _HELP
    assert language.mo.read_bytes() == mo_of(catalogue), _HELP


def test_german_is_written_with_german_marks() -> None:
    catalogue = read(GERMAN)
    strings = [string for message in messages_of(catalogue) for string in strings_of(message, catalogue)]
    assert [
        one for one in strings if set("!“”‘") & set(one.replace("„", "").replace("“", "", one.count("„")))
    ] == []
    assert [one for one in strings if '"' in one and '="' not in one] == []


@pytest.mark.control
@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('msgid "Time"\nmsgstr ""', "'Time': is not translated"),
        ('#, fuzzy\nmsgid "Time"\nmsgstr "Zeit"', "'Time': is fuzzy"),
        ('msgid "Hello %(name)s"\nmsgstr "Hallo %(nme)s"', "has the places ['%(nme)s'], not ['%(name)s']"),
        ('msgid "Hello {name}"\nmsgstr "Hallo"', "has the places [], not ['{name}']"),
        ('msgid "%d h"\nmsgstr "%s Std."', "has other percent signs than '%d h'"),
        ('msgid "%% left"\nmsgstr "noch %"', "has other percent signs than '%% left'"),
        ('msgid "% left"\nmsgstr "noch"', "has other percent signs than '% left'"),
        ('msgid "<b>Now</b>"\nmsgstr "<b>Jetzt<b>"', "has other tags than '<b>Now</b>'"),
        ('msgid "Time"\nmsgstr "Zeit "', "begins or ends with a space, or does not"),
        (
            'msgid "%d day"\nmsgid_plural "%d days"\nmsgstr[0] "%d Tag"\nmsgstr[1] ""',
            "'%d day': lacks a plural form",
        ),
        ('#~ msgid "Gone"\n#~ msgstr "Weg"', "'Gone': is obsolete"),
    ],
)
def test_each_fault_is_seen(tmp_path: Path, entry: str, fault: str) -> None:
    found = faults(_catalogue(tmp_path, entry))
    assert len(found) == 1
    assert fault in found[0]


def test_a_plural_form_may_say_a_named_number_in_words(tmp_path: Path) -> None:
    forms = "".join(f'msgstr[{form}] "%(number)s"\n' for form in range(1, 6))
    entry = f'msgid "%(number)s day"\nmsgid_plural "%(number)s days"\nmsgstr[0] "no day"\n{forms}'
    assert faults(_catalogue(tmp_path, entry, ARABIC)) == []


def test_a_changed_phrase_is_untranslated_and_tells_what_it_was(tmp_path: Path) -> None:
    old = _catalogue(tmp_path, 'msgid "Choose a time"\nmsgstr "Zeit wählen"\n\nmsgid "Back"\nmsgstr "Zurück"\n')
    new = update(old, {Phrase("Choose your time"): {"a.html"}, Phrase("Back"): {"b.html"}}, GERMAN)
    written = po_of(new).decode()
    assert '# was: Choose a time = Zeit wählen\n#: a.html\nmsgid "Choose your time"\nmsgstr ""\n' in written
    assert '#: b.html\nmsgid "Back"\nmsgstr "Zurück"\n' in written
    assert "fuzzy" not in written
    assert b"Zeit" not in mo_of(new)


def test_the_hint_stays_until_it_is_translated(tmp_path: Path) -> None:
    hinted = '# was: Choose a time = Zeit wählen\n# For a button.\nmsgid "Choose your time"\nmsgstr "{}"\n'
    places = {Phrase("Choose your time"): {"a.html"}}
    assert b"# was: " in po_of(update(_catalogue(tmp_path, hinted.format("")), places, GERMAN))
    translated = po_of(update(_catalogue(tmp_path, hinted.format("Ihre Zeit wählen")), places, GERMAN))
    assert b"# was: " not in translated
    assert b"# For a button." in translated
