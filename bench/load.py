"""Load over HTTP: wrk where it is installed, else the clients of the stampede, which take more of the machine."""

import json
import random
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.stampede.crowd import Ask, Stampede, Then, stampede

_SCRIPT = Path(__file__).with_name("requests.lua")


@dataclass(frozen=True)
class Figures:
    """What one run gave: requests a second, and the milliseconds within which shares of the answers came."""

    rate: float
    p50: float
    p95: float
    p99: float
    bad: int


def has_wrk() -> bool:
    return shutil.which("wrk") is not None


def read(port: int, paths: Sequence[str], *, connections: int, seconds: float) -> Figures:
    """GETs of those addresses, in a shuffled order, over and over."""
    shuffled = random.sample(paths, len(paths))
    if not has_wrk():
        count = max(200, int(seconds * 600)) if connections > 1 else max(100, int(seconds * 100))
        asked = [Ask(shuffled[number % len(shuffled)]) for number in range(count)]
        return _figures(_spread(port, asked, connections, None))
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(shuffled) + "\n")
        file.flush()
        ended = subprocess.run(
            [
                *("wrk", "--threads", "1", "--connections", str(connections), "--duration", f"{seconds:g}s"),
                *("--timeout", "30s", "--script", str(_SCRIPT), f"http://127.0.0.1:{port}", "--", file.name),
            ],
            capture_output=True,
            text=True,
            check=True,
        )
    told = json.loads(ended.stdout.strip().splitlines()[-1])
    rate = told["count"] / told["seconds"]
    return Figures(rate, told["p50"], told["p95"], told["p99"], told["bad"])


def write(port: int, asked: Sequence[Ask], *, connections: int, then: Then | None = None) -> Figures:
    """POSTs, each once."""
    return _figures(_spread(port, asked, connections, then))


def _spread(port: int, asked: Sequence[Ask], connections: int, then: Then | None) -> Stampede:
    processes = 2 if connections > 1 else 1
    return stampede(port, asked, processes=processes, threads=connections // processes, then=then)


def _figures(seen: Stampede) -> Figures:
    bad = sum(answer.status >= 400 for answer in seen.answers)
    return Figures(seen.rate, seen.took(0.5), seen.took(0.95), seen.took(0.99), bad)
