"""The command that closes the pages and opens them again."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from holdfast.cli.home import Home
from holdfast.cli.main import main
from holdfast.cli.maintenance import status
from holdfast.web.maintenance import read


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("HOLDFAST_HOME", str(tmp_path / "home"))
    return Home(tmp_path / "home")


def _run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["maintenance", *arguments])
    return int(str(ended.value.code))


def test_on_off_and_which_it_is(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, said in (
        (["status"], "Maintenance is off: pages are open."),
        (["on"], "Maintenance is on: pages answer 503 until holdfast maintenance off."),
        (["status"], "Maintenance is on: pages answer 503 until holdfast maintenance off."),
        (["off"], "Maintenance is off: pages are open."),
        (["off"], "Maintenance is off: pages are open."),
        (["status"], "Maintenance is off: pages are open."),
    ):
        assert _run(*arguments) == 0
        assert capsys.readouterr().out == f"{said}\n"


def test_pages_read_what_the_command_wrote(home: Home) -> None:
    assert _run("on", "--until", "2199-12-24T06:00", "--words", " We are\nmoving. ") == 0
    told = read(home.maintenance)
    assert told.words == "We are moving."
    assert told.until == datetime(2199, 12, 24, 6).astimezone()
    assert "should be over at 2199-12-24 06:00" in str(status(home))
    assert [path.name for path in home.path.iterdir()] == ["maintenance.json"]


def test_a_time_alone_is_the_next_such_time(home: Home) -> None:
    now = datetime.now().astimezone()
    for moment in (now - timedelta(minutes=2), now + timedelta(minutes=2)):
        assert _run("on", "--until", f"{moment:%H:%M}") == 0
        until = read(home.maintenance).until
        assert until is not None
        assert now < until <= now + timedelta(days=1, hours=1)
        assert f"{until:%H:%M}" == f"{moment:%H:%M}"


@pytest.mark.parametrize("time", ["25:00", "soon", "2020-01-01T10:00", "tomorrow 10:00", ""])
def test_a_time_that_is_none_closes_nothing(home: Home, time: str) -> None:
    assert _run("on", "--until", time) == 2
    assert status(home) is None


def test_words_have_a_length(home: Home) -> None:
    assert _run("on", "--words", "x" * 501) == 2
    assert _run("on", "--words", "x" * 500) == 0
    assert json.loads(home.maintenance.read_text())["words"] == "x" * 500


def test_a_home_that_cannot_be_written_is_said_plainly(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home.path.mkdir()
    home.maintenance.mkdir()
    assert _run("on") == 10
    assert capsys.readouterr().err.startswith("holdfast: Cannot write to ")
    assert [path.name for path in home.path.iterdir()] == ["maintenance.json"]
