"""What the first and the later starts say of the demonstrations."""

import json
from pathlib import Path

from holdfast.cli.home import Home
from holdfast.cli.welcome import Demo, read_demos, welcome

SALON = Demo("salon", "anna@salon.example", "secret one")
CLINIC = Demo("clinic", "amelia@clinic.example", "secret two")


def _note(home: Path, text: str) -> list[Demo]:
    (home / "demo.json").write_text(text)
    return read_demos(Home(home), "bundled")


def test_each_demo_is_named_with_its_page_and_its_own_log_in(tmp_path: Path) -> None:
    lines = welcome(9000, tmp_path, None, [SALON, CLINIC]).splitlines()

    assert "  Book at the salon    http://localhost:9000/salon" in lines
    assert "                       at the desk: anna@salon.example, password secret one" in lines
    assert "  Book at the clinic   http://localhost:9000/clinic" in lines
    assert "                       at the desk: amelia@clinic.example, password secret two" in lines
    assert "  Work at the desk     http://localhost:9000/desk" in lines


def test_without_a_demo_no_log_in_is_named(tmp_path: Path) -> None:
    said = welcome(9000, tmp_path, None, [])

    assert "password" not in said
    assert "http://localhost:9000/desk" in said


def test_the_note_of_the_first_start_is_read_where_it_belongs_to_this_database(tmp_path: Path) -> None:
    told = [
        {"organisation": one.organisation, "email": one.email, "password": one.password} for one in (SALON, CLINIC)
    ]

    assert _note(tmp_path, json.dumps({"database": "bundled", "demos": told})) == [SALON, CLINIC]
    assert _note(tmp_path, json.dumps({"database": "another", "demos": told})) == []
    assert _note(tmp_path, json.dumps({"database": "bundled", "organisation": "salon"})) == []
    assert _note(tmp_path, "torn off {") == []
    (tmp_path / "demo.json").unlink()
    assert read_demos(Home(tmp_path), "bundled") == []
