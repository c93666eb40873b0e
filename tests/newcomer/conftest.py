"""Homes that the database's own user can pass: empty ones, and copies of one that was started before."""

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.newcomer.processes import serving


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="holdfast-newcomer-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "home"


@pytest.fixture(scope="session")
def first_home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="holdfast-newcomer-") as folder:
        Path(folder).chmod(0o755)
        with serving(Path(folder) / "home"):
            pass
        yield Path(folder) / "home"


@pytest.fixture
def used_home(first_home: Path, home: Path) -> Path:
    """Not the first start: that takes most of the time."""
    subprocess.run(["cp", "-a", first_home, home], check=True)
    return home


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("newcomer")
