"""What `serve` prints when everything runs."""

import json
from dataclasses import dataclass
from pathlib import Path

from holdfast.cli.home import Home


@dataclass(frozen=True)
class Demo:
    """Where the demo is and how to log in."""

    organisation: str
    email: str
    password: str


def read_demo(home: Home, database: str) -> Demo | None:
    """The note of the first start, where it belongs to this database."""
    try:
        told = json.loads(home.demo_note.read_text())
        same = told["database"] == database
        return Demo(told["organisation"], told["email"], told["password"]) if same else None
    except (OSError, ValueError, KeyError):
        return None


def welcome(port: int, home: Path, database: Path | None, demo: Demo | None) -> str:
    elsewhere = f", the database in {database}" if database and not database.is_relative_to(home) else ""
    root = f"http://localhost:{port}"
    lines = ["", "Holdfast is running.", ""]
    if demo:
        lines += [
            f"  Book as a customer   {root}/{demo.organisation}",
            f"  Work at the desk     {root}/desk",
            f"                       log in as {demo.email}, password {demo.password}",
        ]
    else:
        lines += [f"  Work at the desk     {root}/desk"]
    lines += [f"  Read the API         {root}/api/v1/docs", "", f"  Everything is kept in {home}{elsewhere}."]
    return "\n".join([*lines, "  Stop with Ctrl-C.", ""])
