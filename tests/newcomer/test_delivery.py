"""What `serve` starts sends files and pages as it should, with nothing done by hand."""

import gzip
import http.client
import re
from pathlib import Path

from tests.newcomer.processes import Run, environment, holdfast, serving


def _ask(run: Run, path: str, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", run.port, timeout=10)
    connection.request(method, path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


def test_files_and_pages_are_sent_compressed_and_files_are_kept(used_home: Path) -> None:
    with serving(used_home) as run:
        status, headers, body = _ask(run, "/accounts/login")
        assert (status, headers["content-encoding"]) == (200, "gzip")
        files = re.findall(r'="(/static/[^"]+)"', gzip.decompress(body).decode())
        assert len(files) >= 3
        for file in files:
            status, headers, body = _ask(run, file)
            assert (status, headers["content-encoding"]) == (200, "gzip")
            assert headers["cache-control"] == "max-age=31536000, public, immutable"
            assert len(gzip.decompress(body)) > len(body) == int(headers["content-length"])
        for path in ("/accounts/login", files[0]):
            status, headers, body = _ask(run, path, "HEAD")
            assert (status, headers["content-encoding"], body) == (200, "gzip", b"")
    written = _written(used_home)
    assert written
    with serving(used_home) as run:
        assert _ask(run, files[0])[0] == 200
    assert _written(used_home) == written


def test_pages_close_and_open_at_once_in_all_processes(used_home: Path) -> None:
    given = environment(used_home)
    with serving(used_home) as run:
        for arguments, expected in (("on --until 23:59", 503), ("off", 200), ("on", 503), ("off", 200)):
            assert holdfast("maintenance", *arguments.split(), environment=given).returncode == 0
            # Each a connection of its own, so that every process gets some.
            assert {_ask(run, "/accounts/login")[0] for _ in range(20)} == {expected}
            assert _ask(run, "/healthz")[0] == 200


def _written(home: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in (home / "static").rglob("*") if path.is_file()}
