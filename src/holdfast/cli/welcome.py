"""What `serve` prints when everything runs."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from holdfast.cli.home import Home
from holdfast.cli.startlink import address


@dataclass(frozen=True)
class Demo:
    """Where a demo is and how to log in."""

    organisation: str
    email: str
    password: str


def read_demos(home: Home, database: str) -> list[Demo]:
    """The note of the first start, where it belongs to this database."""
    try:
        told = json.loads(home.demo_note.read_text())
        if told["database"] != database:
            return []
        return [Demo(one["organisation"], one["email"], one["password"]) for one in told["demos"]]
    except (OSError, ValueError, KeyError):
        return []


def welcome(port: int, home: Path, database: Path | None, demos: Sequence[Demo], start_path: str = "") -> str:
    """The lines; `start_path` is where a first business of somebody's own is founded, while there is none."""
    elsewhere = f", the database in {database}" if database and not database.is_relative_to(home) else ""
    root = f"http://localhost:{port}"
    lines = ["", "Holdfast is running.", ""]
    for demo in demos:
        lines += [
            f"  {f'Book at the {demo.organisation}':<19}  {root}/{demo.organisation}",
            f"                       at the desk: {demo.email}, password {demo.password}",
        ]
    if start_path:
        lines += [
            f"  Start your own       {address(port)}{start_path}",
            "                       (opens once; whoever opens it owns the business)",
        ]
    lines += [f"  Work at the desk     {root}/desk"]
    lines += [f"  Read the API         {root}/api/v1/docs", "", f"  Everything is kept in {home}{elsewhere}."]
    return "\n".join([*lines, "  Stop with Ctrl-C.", ""])
