"""The folder that outlives a run: its lock and its key."""

import stat
from pathlib import Path

import pytest

from holdfast.cli.failure import CommandFailure, Exit
from holdfast.cli.home import Home, open_home


def test_a_second_start_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with home.lock():
        assert home.is_running()
        with pytest.raises(CommandFailure, match="is running on") as caught:
            home.lock()
        assert caught.value.code == Exit.ALREADY_RUNNING
    assert not home.is_running()
    home.lock().close()


def test_the_secret_key_is_made_once_and_is_private(tmp_path: Path) -> None:
    home = Home(tmp_path)
    keys = {home.secret_key(), home.secret_key()}
    assert len(keys) == 1
    assert len(keys.pop()) >= 50
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_a_home_that_is_a_file_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    file.touch()
    for unusable in (file, file / "below"):
        monkeypatch.setenv("HOLDFAST_HOME", str(unusable))
        with pytest.raises(CommandFailure, match="set HOLDFAST_HOME") as caught:
            open_home()
        assert caught.value.code == Exit.HOME_UNUSABLE


def test_a_new_home_can_be_passed_by_the_user_of_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOLDFAST_HOME", str(tmp_path / "deep" / "home"))
    assert stat.S_IMODE(open_home().path.stat().st_mode) == 0o755
