"""What is foreseen of `holdfast look` before a database is needed; the rest in tests/newcomer/test_look.py."""

from pathlib import Path

import pytest

from holdfast.cli.main import main


def _refused(*arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[object, str]:
    with pytest.raises(SystemExit) as ended:
        main(["look", *arguments])
    return ended.value.code, capsys.readouterr().err


def test_it_must_be_said_what_to_change(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = _refused("salon", capsys=capsys)
    assert (code, said.count("\n")) == (2, 1)
    assert said.startswith("holdfast: Nothing was said to change")


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing, folder = tmp_path / "cat.png", tmp_path
    for arguments in (["--logo", str(missing)], ["--photo", f"anna={missing}"]):
        expected = f"holdfast: {missing} cannot be read (No such file or directory).\n"
        assert _refused("salon", *arguments, capsys=capsys) == (1, expected)
    assert _refused("salon", "--logo", str(folder), capsys=capsys)[0] == 1


@pytest.mark.parametrize("photo", ["anna.jpg", "=anna.jpg", "anna="])
def test_a_photo_needs_a_person_and_a_file(photo: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = _refused("salon", "--photo", photo, capsys=capsys)
    assert code == 2
    assert "say whose photo it is" in said


def test_a_logo_is_not_set_and_taken_away_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = _refused("salon", "--logo", "x.png", "--no-logo", capsys=capsys)
    assert code == 2
    assert "not allowed with" in said
