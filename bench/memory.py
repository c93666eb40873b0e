"""Memory of what `make run` starts, part by part, as PSS: shared pages are counted once."""

import re
from collections import Counter
from pathlib import Path

from tests.newcomer.processes import Run, command_line, descendants


def parts(run: Run) -> dict[str, float]:
    """Megabytes of each part."""
    found: Counter[str] = Counter()
    for pid in {run.process.pid, *descendants(run.process.pid)}:
        found[_name(pid, run)] += _pss(pid)
    return dict(found)


def _name(pid: int, run: Run) -> str:
    words = command_line(pid)
    if pid == run.process.pid:
        return "supervisor"
    if "granian" in words:
        main = run.child("granian")
        return "web server's main process" if pid == main else f"web process {pid}"
    if "holdfast worker" in words:
        return "job worker"
    if "postgres" in words:
        return "PostgreSQL, all its processes"
    return words[:40] or "?"


def _pss(pid: int) -> float:
    try:
        told = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return int(told[1]) / 1024 if told else 0.0
