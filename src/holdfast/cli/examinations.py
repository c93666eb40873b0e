"""The points `doctor` looks at. Each returns marks and sentences, or raises the failure a start would."""

import os
import shutil
import sys
from pathlib import Path
from typing import Any, Literal

from holdfast.cli.database import Urls, described, own_database, running_database
from holdfast.cli.home import Home, home_path
from holdfast.cli.maintenance import status
from holdfast.cli.port import is_free, wanted_port
from holdfast.cli.postgres.account import choose_account
from holdfast.cli.postgres.binaries import find_binaries
from holdfast.cli.postgres.place import place_used

Found = list[tuple[Literal["✓", "!", "✗"], str]]
_SPACE_WANTED = 500 * 1024 * 1024


def python() -> Found:
    version = ".".join(str(part) for part in sys.version_info[:3])
    return [("✓", f"Python {version}")]


def zone_data() -> Found:
    import importlib.metadata
    import importlib.util
    import zoneinfo

    if importlib.util.find_spec("tzdata") is None:
        return [("✗", "The package tzdata is missing: install Holdfast again from constraints.txt.")]
    pinned = importlib.metadata.version("tzdata")
    found: Found = [("✓", f"Time zones from tzdata {pinned}; the system's own are not used")]
    kept = [path for path in os.environ.get("PYTHONTZPATH", "").split(os.pathsep) if path]
    if kept and zoneinfo.TZPATH:
        found.append(("!", "PYTHONTZPATH is set; Holdfast sets it aside and uses tzdata alone."))
    return found


def home() -> Found:
    path = home_path()
    existing = path
    while not existing.exists():
        existing = existing.parent
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        return [("✗", f"{path} is not writable for this user: set HOLDFAST_HOME to a folder that is.")]
    found: Found = [("✓", f"The state is kept in {path}")]
    free = shutil.disk_usage(existing).free
    megabytes = free // 1024 // 1024
    if free < _SPACE_WANTED:
        found.append(("✗", f"Only {megabytes} MB are free on the disk of {path}: make room for 500 MB."))
    else:
        found.append(("✓", f"{megabytes} MB are free there"))
    running = path.exists() and Home(path).is_running()
    found.append(("✓", "Holdfast is running on it" if running else "No Holdfast is running on it"))
    return found


def maintenance() -> Found:
    closed = status(Home(home_path()))
    return [("!", closed)] if closed else [("✓", "Maintenance is off")]


def secret_key() -> Found:
    if os.environ.get("HOLDFAST_SECRET_KEY"):
        if len(os.environ["HOLDFAST_SECRET_KEY"]) < 32:
            return [("✗", "HOLDFAST_SECRET_KEY is too short: use 50 random characters.")]
        return [("✓", "The secret key comes from HOLDFAST_SECRET_KEY")]
    kept = home_path() / "secret_key"
    if not kept.exists():
        return [("✓", "The secret key will be made on the first start")]
    if kept.stat().st_mode & 0o077:
        return [("✗", f"Others can read the secret key: run chmod 600 {kept}")]
    return [("✓", f"The secret key is in {kept}")]


def port(host: str, given: int | None) -> Found:
    wanted = wanted_port(given)
    if is_free(host, wanted):
        return [("✓", f"Port {wanted} is free")]
    if home_path().exists() and Home(home_path()).is_running():
        return [("✓", f"Port {wanted} is in use, by Holdfast itself as it seems")]
    return [("✗", f"Port {wanted} is in use: stop what listens there, or set PORT to another one.")]


def database() -> Found:
    urls = own_database()
    if urls is None:
        path = home_path()
        urls = running_database(Home(path)) if path.exists() else None
        if urls is None:
            return [*_programs(path), ("✓", "The bundled database is not running: serve starts it")]
    return _server(urls)


def _programs(path: Path) -> Found:
    place = place_used(path)
    data = place.data if place else path / "database" / "data"
    named = os.environ.get("HOLDFAST_POSTGRES_BIN", "").strip()
    binaries = find_binaries(
        named=Path(named).absolute() if named else None,
        data_major=place.major() if place else None,
        account=choose_account(data),
        copies=None,
    )
    return [("✓", f"PostgreSQL {binaries.major} from {binaries.folder}")]


def _server(urls: Urls) -> Found:
    import psycopg

    from holdfast.cli.django_ready import database_answers, load_django
    from holdfast.cli.preflight import OLDEST_VERSION, missing_extensions

    os.environ.update(urls.environment())
    load_django(as_owner=True)
    with database_answers(urls.application), psycopg.connect(urls.application, connect_timeout=5) as asked:
        version = asked.info.server_version
        if version < OLDEST_VERSION:
            return [("✗", f"The database server is PostgreSQL {version // 10000}: Holdfast needs 15 or newer.")]
        found: Found = [("✓", f"PostgreSQL {version // 10000} answers ({described(urls.application)})")]
        if missing := missing_extensions(asked):
            found.append(("✗", f"The database lacks {', '.join(missing)}: run holdfast migrate."))
        else:
            found.append(("✓", "Its extensions are there"))
        found += _role(asked)
    with database_answers(urls.owner):
        found += _migrations()
    return found


def _role(connection: Any) -> Found:
    superuser, owner = connection.execute(
        "SELECT rolsuper, EXISTS (SELECT FROM pg_tables"
        " WHERE schemaname = 'public' AND tableowner = current_user)"
        " FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    if superuser or owner:
        what = "a superuser" if superuser else "the owner of the tables"
        advice = "give it a role of its own in DATABASE_URL, and put the owner into DATABASE_OWNER_URL"
        return [("!", f"The application's role is {what}: {advice}.")]
    return [("✓", "The application's role owns nothing")]


def _migrations() -> Found:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    connection.close()
    if pending:
        return [("✗", f"{pending} migrations are not applied: run holdfast migrate.")]
    return [("✓", "The tables are up to date")]
