"""`holdfast static`: the files beside the pages, named after their content and compressed, ready to be sent."""

import argparse
import gzip
import hashlib
import importlib.util
import json
import os
import posixpath
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from holdfast.cli.failure import writing
from holdfast.cli.home import open_home
from holdfast.cli.parsers import Commands

# What our pages use of other packages. The rest that these carry, with all its source maps, is for nobody here.
_OTHERS = {
    "ninja": (
        "ninja/swagger-ui-bundle.js",
        "ninja/swagger-ui-init.js",
        "ninja/swagger-ui.css",
    ),
    "django_htmx": ("django_htmx/htmx-2.min.js",),
}
_REFERENCE = re.compile(r"""url\(\s*["']?([^"')?#:]+)""")
# Raised when files are written in another way, so that a folder of the old way is not taken for one of the new.
_WAY = "1"
# Another web server may still be sending files of an older folder.
_KEPT = 3


def add(commands: Commands) -> None:
    parser = commands.add_parser(
        "static",
        help="write the static files and print their folder (serve does it for you)",
        description="Write the static files into HOLDFAST_HOME, where they are not there yet, and print their "
        'folder. For a web server of your own: export HOLDFAST_STATIC_ROOT="$(holdfast static)"',
    )
    parser.set_defaults(run=run)


def run(_: argparse.Namespace) -> None:
    print(collect(open_home().static))


def collect(folder: Path) -> Path:
    """The folder below this one with the files as they are now; written first where it is not there yet.

    It appears as a whole or not at all, and what other processes are sending stays as it is.
    """
    found = {name: path.read_bytes() for name, path in sources()}
    with writing(folder):
        collected = folder / _fingerprint(found)
        if not collected.is_dir():
            _write(collected, found)
        os.utime(collected)
        _remove_older(folder)
    return collected


def sources() -> Iterator[tuple[str, Path]]:
    """What is collected: the name by which pages know it, and where it lies."""
    ours = _package("holdfast") / "web" / "static"
    for path in sorted(ours.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            yield path.relative_to(ours).as_posix(), path
    for package, names in _OTHERS.items():
        for name in names:
            yield name, _package(package) / "static" / name


def _package(name: str) -> Path:
    """Where a package lies; it is not imported, which would take long."""
    spec = importlib.util.find_spec(name)
    assert spec is not None  # noqa: S101 - it is one of our dependencies
    assert spec.origin is not None  # noqa: S101
    return Path(spec.origin).parent


def _fingerprint(found: Mapping[str, bytes]) -> str:
    whole = hashlib.sha256(_WAY.encode())
    for name, content in sorted(found.items()):
        whole.update(f"{name}\0{_digest(content)}\0".encode())
    return whole.hexdigest()[:16]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


def _write(collected: Path, found: Mapping[str, bytes]) -> None:
    unfinished = collected.with_name(f"{collected.name}.{os.getpid()}")
    names: dict[str, str] = {}
    try:
        # Style sheets come last: they name other files, by the names that those got.
        for name in sorted(found, key=lambda name: (name.endswith(".css"), name)):
            content = _with_names(name, found[name], names) if name.endswith(".css") else found[name]
            names[name] = _hashed_name(name, content)
            _put(unfinished / names[name], content)
            packed = gzip.compress(content, 9, mtime=0)
            if len(packed) < 0.95 * len(content):
                _put(unfinished / f"{names[name]}.gz", packed)
        # As Django's ManifestFilesMixin reads it.
        _put(unfinished / "staticfiles.json", json.dumps({"version": "1.1", "paths": names}).encode())
        try:
            unfinished.rename(collected)
        except OSError:
            # Another command may have been quicker, with the same files.
            if not collected.is_dir():
                raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _hashed_name(name: str, content: bytes) -> str:
    path = PurePosixPath(name)
    return str(path.with_name(f"{path.stem}.{_digest(content)}{path.suffix}"))


def _with_names(sheet: str, content: bytes, names: Mapping[str, str]) -> bytes:
    """The style sheet, which names the files beside it as they are called now."""

    def renamed(reference: re.Match[str]) -> str:
        named = posixpath.normpath(posixpath.join(posixpath.dirname(sheet), reference[1].strip()))
        if named not in names:
            return reference[0]
        return reference[0].replace(posixpath.basename(named), posixpath.basename(names[named]))

    return _REFERENCE.sub(renamed, content.decode()).encode()


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        # The folder's name promises this content, also after a power cut.
        os.fsync(file.fileno())


def _remove_older(folder: Path) -> None:
    there = sorted((path for path in folder.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
    for path in there[:-_KEPT]:
        shutil.rmtree(path, ignore_errors=True)
