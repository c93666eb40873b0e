"""The launcher starts a private server, brings it back after a kill, and leaves nothing behind."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from holdfast.cli.failure import CommandFailure, Exit
from holdfast.cli.postgres.cluster import create_cluster
from holdfast.cli.postgres.server import Server
from tests.postgres import start_throwaway

OLD = Path("/usr/lib/postgresql/15/bin")
PARENT = """
import time
from tests.postgres import start_throwaway
server = start_throwaway()
print(server.process.pid, server.place.folder, flush=True)
time.sleep(60)
"""


@pytest.fixture(scope="module", params=["bundled", "15"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    if request.param == "15" and not (OLD / "postgres").exists():
        pytest.skip("no PostgreSQL 15 on this machine")
    started = start_throwaway(OLD if request.param == "15" else None)
    yield started
    started.stop()
    assert not started.place.folder.exists()


def ask(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return row[0] if len(row) == 1 else row


def test_each_role_is_what_it_should_be(server: Server) -> None:
    superuser = "SELECT rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
    assert ask(server.owner_url, superuser) == (False, False, False)
    assert ask(server.app_url, superuser) == (False, False, False)
    assert ask(server.admin_url, superuser) == (True, True, True)
    owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
    assert ask(server.app_url, owner) == "holdfast_owner"
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(server.app_url, "CREATE TABLE mine (id int)")


def test_text_and_extensions_are_ready(server: Server) -> None:
    assert ask(server.app_url, "SHOW server_encoding") == "UTF8"
    assert ask(server.app_url, "SELECT lower('ÄÖŁ')") == "äöł"
    have = ask(server.app_url, "SELECT array_agg(extname::text ORDER BY extname) FROM pg_extension")
    assert have == ["btree_gin", "btree_gist", "pg_trgm", "plpgsql", "unaccent"]


def test_only_the_user_of_the_database_can_reach_the_socket(server: Server) -> None:
    assert ask(server.admin_url, "SHOW listen_addresses") == ""
    assert stat.S_IMODE(server.socket.stat().st_mode) == 0o700
    assert stat.S_IMODE(server.place.data.stat().st_mode) == 0o700


def test_it_comes_back_after_a_kill_with_its_data(server: Server) -> None:
    with psycopg.connect(server.owner_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS n")
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    server.start()
    assert ask(server.owner_url, "SELECT n FROM kept") == 1


def test_a_server_whose_parent_is_killed_shuts_down_cleanly() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid, folder = parent.stdout.readline().split()
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 10
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert "database system is shut down" in (Path(folder) / "log").read_text()
    subprocess.run(["rm", "-r", folder], check=True)


def test_a_server_that_cannot_start_says_why(server: Server) -> None:
    broken = Server(server.place, server.binaries, server.log, {"shared_buffers": "nonsense"})
    with pytest.raises(CommandFailure, match=r"did not start .*shared_buffers") as caught:
        broken.start()
    assert caught.value.code == Exit.DATABASE_FAILED


def test_a_cluster_half_made_is_made_again(server: Server) -> None:
    place = type(server.place)(server.place.folder / "another", server.place.account)
    place.folder.mkdir()
    place.data.with_name("data.new").mkdir()
    (place.data.with_name("data.new") / "PG_VERSION").write_text("9\n")
    create_cluster(place, server.binaries, durable=False)
    assert place.major() == server.binaries.major
