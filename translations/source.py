"""Where the source says things to people: the templates and modules of the application."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from translations.borrowed import BORROWED
from translations.phrase import Phrase
from translations.python import python_phrases
from translations.templates import template_phrases

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "holdfast"

Places = Mapping[Phrase, set[str]]


@dataclass(frozen=True, slots=True)
class Language:
    """A language that has a catalogue, how its plurals are chosen, and the parts it leaves in English."""

    code: str
    folder: Path
    plurals: str
    without: tuple[str, ...] = ()

    @property
    def po(self) -> Path:
        """The catalogue that people read and edit."""
        return self.folder / self.code / "LC_MESSAGES" / "django.po"

    @property
    def mo(self) -> Path:
        """What Django reads, compiled of it."""
        return self.po.with_suffix(".mo")


GERMAN = Language("de", SOURCE / "web" / "locale", "nplurals=2; plural=(n != 1);")
# For tests of pages that run from right to left: the customers' pages only, and not shipped.
ARABIC = Language(
    "ar",
    ROOT / "tests" / "locale",
    "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3"
    " : n%100>=11 && n%100<=99 ? 4 : 5;",
    without=("web/desk/", "web/account/"),
)
LANGUAGES = (GERMAN, ARABIC)


def find_phrases(language: Language) -> Places:
    """What the application says and the language has to say too, with the files it is said in."""
    found: dict[Phrase, set[str]] = defaultdict(set)
    for place, phrase in _all_phrases():
        if not place.startswith(language.without):
            found[phrase].add(place)
    return found


def templates() -> Iterator[tuple[str, str]]:
    """Every template: its place and its text."""
    return _files("*/templates/**/*.html")


def modules() -> Iterator[tuple[str, str]]:
    """Every module: its place and its text."""
    return _files("*.py")


def _all_phrases() -> Iterator[tuple[str, Phrase]]:
    for place, text in templates():
        for phrase in template_phrases(text, place):
            yield place, phrase
    for place, text in modules():
        for phrase in python_phrases(text, place):
            yield place, phrase
    for place, phrases in BORROWED.items():
        for phrase in phrases:
            yield place, phrase


def _files(pattern: str) -> Iterator[tuple[str, str]]:
    for path in sorted(SOURCE.rglob(pattern)):
        yield path.relative_to(SOURCE).as_posix(), path.read_text(encoding="utf-8")
