"""What people type."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.core.refusal import Invalid
from holdfast.core.text import clean_line, clean_text
from tests.core import times

# Half of what is tried is full of what must not pass.
TYPED = st.one_of(
    st.text(max_size=30),
    st.text(alphabet="ab é\u0301\u200d\x00\x1b\n\r\t\u2028\u2029\x85\ud800\ue000 🫨", max_size=8),
)


@settings(max_examples=times(300))
@given(TYPED, st.booleans())
def test_what_passes_is_clean_and_stays_as_it_is(typed, required):
    try:
        line = clean_line(typed, field="name", longest=20, required=required)
    except Invalid:
        return
    assert line == unicodedata.normalize("NFC", line).strip()
    assert len(line) <= 20
    assert line or not required
    assert not any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in line)
    assert clean_line(line, field="name", longest=20, required=required) == line
    line.encode("utf-8")


@settings(max_examples=times(300))
@given(TYPED)
def test_a_text_keeps_its_lines_and_nothing_else_that_controls(typed):
    try:
        text = clean_text(typed, field="notes", longest=100)
    except Invalid:
        return
    controls = {character for character in text if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}}
    assert controls <= {"\n", "\t"}
    assert clean_text(text, field="notes", longest=100) == text


@settings(max_examples=times(100))
@given(st.text(alphabet=st.characters(categories=("L", "N", "P")), min_size=1, max_size=20))
def test_ordinary_words_always_pass(words):
    assert clean_line(words, field="name", longest=100) == unicodedata.normalize("NFC", words)


def test_two_ways_to_type_a_letter_are_one():
    assert clean_line("Jose\u0301", field="name", longest=4) == "José"


def test_a_new_emoji_passes():
    # Unknown to the tables of Python 3.11, which are those of 2021.
    assert clean_line("So excited 🫨", field="notes", longest=20) == "So excited 🫨"


def test_the_end_of_a_windows_line_is_one_line_break():
    assert clean_text("a\r\nb\rc", field="notes", longest=10) == "a\nb\nc"


@pytest.mark.parametrize("typed", ["", "   ", "\n"])
def test_nothing_is_refused_where_something_is_required(typed):
    with pytest.raises(Invalid) as refusal:
        clean_line(typed, field="name", longest=10)
    assert refusal.value.details == {"field": "name", "reason": "required"}
    assert clean_line(typed, field="name", longest=10, required=False) == ""


@pytest.mark.parametrize("typed", ["a\x00b", "a\nb", "a\tb", "a\u2028b", "a\x85b", "a\ud83d", "a\ue000"])
def test_a_line_with_a_character_that_cannot_be_kept_is_refused(typed):
    with pytest.raises(Invalid):
        clean_line(typed, field="name", longest=10)


def test_exactly_the_longest_is_accepted():
    assert clean_line("x" * 10, field="name", longest=10) == "x" * 10
    with pytest.raises(Invalid):
        clean_line("x" * 11, field="name", longest=10)


@pytest.mark.parametrize("blank", ["\u200b", "\u3164", "\ufeff", "\u00a0", "\u2800", "\u200d\u200c"])
def test_a_name_that_shows_nothing_is_missing(blank):
    with pytest.raises(Invalid, match="required"):
        clean_line(blank, field="name", longest=20)


@pytest.mark.parametrize("turning", ["\u202eabc", "a\u2066b", "a\u202c"])
def test_what_turns_the_text_around_it_is_refused(turning):
    with pytest.raises(Invalid, match="cannot be used"):
        clean_line(turning, field="name", longest=20)


@pytest.mark.parametrize("name", ["שרה", "محمد", "नम\u200dस्ते", "Zoë", "李"])
def test_names_of_every_script_are_welcome(name):
    assert clean_line(name, field="name", longest=20)
