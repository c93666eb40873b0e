"""The command lines and the environment of our child processes."""

import os
import sys
from pathlib import Path

from holdfast.cli.database import Urls
from holdfast.cli.home import Home

# Requests of one web process that run at the same time, and connections it accepts before others queue.
_THREADS = 6
_BACKPRESSURE = 512


def child_environment(urls: Urls, home: Home, static: Path) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "holdfast.config.settings",
        # Many threads otherwise make many heaps, each of them kept.
        "MALLOC_ARENA_MAX": "2",
        **os.environ,
        **urls.environment(),
        "HOLDFAST_SECRET_KEY": os.environ.get("HOLDFAST_SECRET_KEY", "").strip() or home.secret_key(),
        "HOLDFAST_HOME": str(home.path),
        "HOLDFAST_STATIC_ROOT": str(static),
        # The zone data comes from the pinned package alone.
        "PYTHONTZPATH": "",
    }


def migrate_command() -> list[str]:
    return [*_ours(), "migrate"]


def seed_command() -> list[str]:
    return [*_ours(), "demo", "seed", "--if-fresh", "--json"]


def start_link_command() -> list[str]:
    return [*_ours(), "start-link", "--path-if-first"]


def worker_command() -> list[str]:
    return [*_ours(), "worker"]


def web_command(host: str, port: int, workers: int) -> list[str]:
    # Its warnings are about our choice of threads, at each start.
    level = os.environ.get("HOLDFAST_LOG_LEVEL", "").strip().lower() or "error"
    return [
        *(sys.executable, "-P", "-m", "granian", "holdfast.config.wsgi:application"),
        *("--interface", "wsgi", "--no-ws", "--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", str(_THREADS)),
        *("--backlog", "1024", "--backpressure", str(_BACKPRESSURE)),
        *("--respawn-failed-workers", "--workers-kill-timeout", "1"),
        *("--log-level", level if level in {"critical", "error", "warning", "info", "debug"} else "error"),
    ]


def _ours() -> list[str]:
    # -P: a file in the current folder must not stand in for a module of ours.
    return [sys.executable, "-P", "-m", "holdfast"]
