"""Making a data folder, and the roles and the database in it."""

import shutil
import subprocess
from pathlib import Path
from urllib.parse import quote

from holdfast.cli.failure import DISK_FULL_SIGNS, CommandFailure, Exit, disk_full, writing
from holdfast.cli.postgres.binaries import Binaries
from holdfast.cli.postgres.place import PORT, Place

ADMIN, OWNER, APPLICATION, DATABASE = "postgres", "holdfast_owner", "holdfast_app", "holdfast"
# The user's own PG… variables must not steer our server.
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}

# Each step may have been done before: a start may be killed between any two of them.
_PREPARE = f"""
SELECT 'CREATE ROLE {OWNER} LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{OWNER}') \\gexec
SELECT 'CREATE ROLE {APPLICATION} LOGIN'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APPLICATION}') \\gexec
SELECT 'CREATE DATABASE {DATABASE} OWNER {OWNER}'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{DATABASE}') \\gexec
\\connect {DATABASE}
SET client_min_messages = warning;
ALTER SCHEMA public OWNER TO {OWNER};
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
"""  # noqa: S608 -- constants of this file


def create_cluster(place: Place, binaries: Binaries, *, durable: bool = True) -> None:
    """Run initdb beside the data folder and rename: a folder half made is never taken for data."""
    unfinished = place.data.with_name("data.new")
    with writing(place.folder):
        shutil.rmtree(unfinished, ignore_errors=True)
        place.account.own(unfinished)
    for locale in _locales(binaries.major):
        command = [
            *(binaries.program("initdb"), "--pgdata", str(unfinished), "--username", ADMIN),
            *("--encoding", "UTF8", "--auth-local", "trust", "--auth-host", "reject"),
            *("--no-instructions", "--data-checksums", *locale),
            *(() if durable else ("--no-sync",)),
        ]
        made = subprocess.run(
            command,
            cwd="/",
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            **place.account.switch(),
        )
        if made.returncode == 0:
            with writing(place.folder):
                unfinished.rename(place.data)
            return
        if "invalid locale" not in made.stderr:
            break
    shutil.rmtree(unfinished, ignore_errors=True)
    raise _initdb_failure(place.folder, made.stderr)


def prepare_database(binaries: Binaries, socket: Path) -> None:
    """Create what is missing of the roles, the database and its extensions, as the cluster's superuser."""
    done = subprocess.run(
        [
            *(binaries.program("psql"), "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1"),
            *("--host", str(socket), "--port", str(PORT), "--username", ADMIN, "--dbname", "postgres"),
        ],
        cwd="/",
        env=ENVIRONMENT,
        input=_PREPARE,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return
    if any(sign in done.stderr for sign in DISK_FULL_SIGNS):
        raise disk_full("the database")
    if "extension" in done.stderr:
        raise CommandFailure(
            f"PostgreSQL {binaries.major} in {binaries.folder} lacks an extension that Holdfast needs "
            f"({_last_line(done.stderr)}): install its contrib package, or use the bundled PostgreSQL.",
            Exit.EXTENSION_MISSING,
        )
    raise CommandFailure(f"The database could not be prepared: {_last_line(done.stderr)}.", Exit.DATABASE_FAILED)


def role_url(role: str, socket: Path) -> str:
    """How that role opens the database through the socket in that folder."""
    return f"postgresql://{role}@/{DATABASE}?host={quote(str(socket), safe='')}&port={PORT}"


def _locales(major: int) -> list[list[str]]:
    """C.UTF-8 knows the letters of all languages and sorts alike on every machine; C is always there."""
    built_in = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if major >= 17 else []
    return [[*built_in, "--locale=C.UTF-8"], [*built_in, "--locale=C"]]


def _initdb_failure(folder: Path, errors: str) -> CommandFailure:
    if any(sign in errors for sign in DISK_FULL_SIGNS) or "core dumped" in errors:
        return disk_full(folder)
    return CommandFailure(
        f"A new database could not be made in {folder}: {_last_line(errors)}.", Exit.DATABASE_FAILED
    )


def _last_line(errors: str) -> str:
    lines = [line for line in errors.splitlines() if "FATAL" in line or "ERROR" in line or "error:" in line]
    return (lines or errors.splitlines() or ["it gave no reason"])[-1].strip().rstrip(".")
