"""Static files are named after their content, compressed, and appear as a whole."""

import errno
import gzip
import json
import os
import re
from pathlib import Path

import pytest

import holdfast
from holdfast.cli import static
from holdfast.cli.failure import CommandFailure, Exit
from holdfast.cli.static import collect, sources

ROOT = Path(holdfast.__file__).parent


def _manifest(collected: Path) -> dict[str, str]:
    names: dict[str, str] = json.loads((collected / "staticfiles.json").read_text())["paths"]
    return names


def test_every_file_is_there_under_the_hash_of_its_content(tmp_path: Path) -> None:
    collected = collect(tmp_path)
    names = _manifest(collected)
    assert set(names) == {name for name, _ in sources()}
    for name, path in sources():
        stem, _, ending = name.rpartition(".")
        assert re.fullmatch(rf"{re.escape(stem)}\.[0-9a-f]{{12}}\.{ending}", names[name])
        assert (collected / names[name]).read_bytes() == path.read_bytes() or name.endswith(".css")


def test_what_gets_smaller_lies_compressed_beside(tmp_path: Path) -> None:
    collected = collect(tmp_path)
    packed = sorted(collected.rglob("*.gz"))
    assert {name.rpartition(".")[2] for name in _manifest(collected)} >= {"css", "js", "svg"}
    assert len(packed) >= 5
    for path in packed:
        plain = path.with_suffix("").read_bytes()
        assert gzip.decompress(path.read_bytes()) == plain
        assert path.stat().st_size < 0.95 * len(plain)


def test_a_second_start_writes_nothing(tmp_path: Path) -> None:
    first = collect(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in first.rglob("*") if path.is_file()}
    assert collect(tmp_path) == first
    assert {path: path.stat().st_mtime_ns for path in first.rglob("*") if path.is_file()} == before


def test_another_state_gets_another_folder_and_leaves_the_one_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "one.js"
    monkeypatch.setattr(static, "sources", lambda: [("one.js", file)])
    made = []
    for number in range(5):
        file.write_text(f"// {number}")
        made.append(collect(tmp_path / "static"))
        os.utime(made[-1], (number, number))
    assert len(set(made)) == 5
    assert [path.is_dir() for path in made] == [False, False, True, True, True]
    file.write_text("// 2")
    assert collect(tmp_path / "static") == made[2]


def test_style_sheets_name_other_files_as_they_are_called_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet, picture = tmp_path / "a.css", tmp_path / "z.png"
    sheet.write_text("a{b:url(../z.png)}c{d:url('../z.png?x')}e{f:url(data:x)}g{h:url(none.png)}")
    picture.write_bytes(b"picture")
    monkeypatch.setattr(static, "sources", lambda: [("in/a.css", sheet), ("z.png", picture)])
    collected = collect(tmp_path / "static")
    names = _manifest(collected)
    new = names["z.png"]
    assert (collected / names["in/a.css"]).read_text() == (
        f"a{{b:url(../{new})}}c{{d:url('../{new}?x')}}e{{f:url(data:x)}}g{{h:url(none.png)}}"
    )


def test_a_full_disk_leaves_nothing_behind_and_is_said_plainly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []

    def full(descriptor: int) -> None:
        written.append(descriptor)
        if len(written) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CommandFailure) as failed:
        collect(tmp_path / "static")
    assert failed.value.code == Exit.DISK_FULL
    assert list((tmp_path / "static").iterdir()) == []


def test_whoever_is_quicker_has_written_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    collected = collect(tmp_path)
    monkeypatch.setattr(Path, "is_dir", lambda path: path != collected or (tmp_path / "asked").exists())
    real = Path.rename

    def late(path: Path, to: Path) -> Path:
        (tmp_path / "asked").touch()
        return real(path, to)

    monkeypatch.setattr(Path, "rename", late)
    assert collect(tmp_path) == collected
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(collected.name)] == [collected.name]


def test_whatever_a_page_names_is_collected() -> None:
    names = {name for name, _ in sources()}
    named = set()
    for template in ROOT.rglob("*.html"):
        named |= set(re.findall(r"{% static '([^']+)' %}", template.read_text()))
    assert len(named) > 5
    assert named <= names


def test_our_style_sheets_and_scripts_name_no_file_that_would_be_called_otherwise() -> None:
    names = {name for name, _ in sources()}
    for path in (ROOT / "web" / "static").rglob("*"):
        if path.suffix == ".css":
            # A style sheet may name others, but not other style sheets: each page has them all at once.
            assert "@import" not in path.read_text()
            for found in re.findall(r"""url\(["']?(?!data:|#)([^"')]+)""", path.read_text()):
                assert found in names, path
        if path.suffix == ".js":
            assert not re.search(r"""\bimport\b[^;]*["']\./""", path.read_text()), path
