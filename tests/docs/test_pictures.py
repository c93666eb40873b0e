"""The pictures of the documentation."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PICTURES = ROOT / "docs" / "pictures"
_SHOWN = re.compile(r'!\[[^\]]*\]\(([^)\s]+)\)|<img [^>]*?src="([^"]+)"')
_MOST_BYTES = 900_000


def _shown() -> set[Path]:
    """Each picture that a page shows."""
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return {
        (page.parent / (first or second)).resolve()
        for page in pages
        for first, second in _SHOWN.findall(page.read_text())
    }


def test_each_picture_that_a_page_shows_is_there() -> None:
    assert [str(one) for one in _shown() if not one.is_file()] == []


def test_each_picture_says_in_words_what_it_shows() -> None:
    for page in (ROOT / "docs").rglob("*.md"):
        assert "![](" not in page.read_text(), f"{page.name} shows a picture without words"


def test_all_together_are_small() -> None:
    assert sum(one.stat().st_size for one in PICTURES.iterdir()) < _MOST_BYTES
