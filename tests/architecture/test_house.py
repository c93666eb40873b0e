"""What imports cannot say and the house demands all the same."""

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import holdfast
from holdfast.core.refusal import Refusal

ROOT = Path(holdfast.__file__).parent
DOORS = ("web", "api", "jobs", "cli", "config")


def _sources(*floors: str) -> Iterator[tuple[Path, ast.Module]]:
    for floor in floors:
        for path in sorted((ROOT / floor).rglob("*.py")):
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def _calls(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


_CLOCKS = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "timezone.now",
    "time.time",
    "time.monotonic",
    "now",
}


def test_only_doors_ask_what_time_it_is() -> None:
    asked = [
        f"{path.relative_to(ROOT)}: {call}"
        for path, tree in _sources("core", "queries", "actions", "flows", "data", "ports", "integrations")
        for call in _calls(tree)
        # How long a connection was idle is nothing a booking depends on.
        if call in _CLOCKS and path.parent.name != "postgresql"
    ]
    assert asked == []


def test_rows_are_locked_only_where_locks_live() -> None:
    locking = [
        str(path.relative_to(ROOT))
        for path, tree in _sources("core", "queries", "actions", "web", "api", "jobs", "cli", "data")
        if path.name != "locks.py" and "migrations" not in path.parts
        for text in _strings(tree)
        if "FOR UPDATE" in text.upper() or "FOR NO KEY UPDATE" in text.upper()
    ]
    assert locking == []
    assert not any(
        "select_for_update" in path.read_text() for path, _ in _sources("core", "queries", "actions", "data")
    )


def _strings(tree: ast.Module) -> Iterator[str]:
    documentation = {
        ast.get_docstring(node, clean=False)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value not in documentation:
            yield node.value


def _modules(package: str) -> Iterator[Any]:
    root = importlib.import_module(f"holdfast.{package}")
    for found in pkgutil.walk_packages(root.__path__, f"holdfast.{package}."):
        if ".migrations" not in found.name:
            yield importlib.import_module(found.name)


def _public_functions(package: str) -> Iterator[tuple[str, Any]]:
    for module in _modules(package):
        if module.__name__.rpartition(".")[2].startswith("_"):
            continue
        for name, value in vars(module).items():
            if inspect.isfunction(value) and not name.startswith("_") and value.__module__ == module.__name__:
                yield f"{module.__name__}.{name}", value


def test_every_public_function_of_actions_is_an_action_with_keywords_and_a_moment() -> None:
    for name, function in _public_functions("actions"):
        assert getattr(function, "is_action", False), name
        parameters = inspect.signature(function).parameters
        assert all(one.kind is inspect.Parameter.KEYWORD_ONLY for one in parameters.values()), name
        assert "now" in parameters, name
        assert function.__doc__, name


def test_no_action_calls_another() -> None:
    names = {name.rpartition(".")[2] for name, _ in _public_functions("actions")}
    calling = [
        f"{path.name}: {call}" for path, tree in _sources("actions") for call in _calls(tree) if call in names
    ]
    assert calling == []


def test_transactions_begin_only_in_the_decorator() -> None:
    beginning = [
        str(path.relative_to(ROOT))
        for path, tree in _sources("core", "queries", "actions", "web", "api", "jobs", "data")
        for call in _calls(tree)
        if call.endswith("atomic")
    ]
    assert beginning == ["actions/_transaction.py"]


def _refusals() -> list[type[Refusal]]:
    for package in ("core", "queries", "actions"):
        list(_modules(package))
    found: list[type[Refusal]] = []
    waiting = list(Refusal.__subclasses__())
    while waiting:
        refusal = waiting.pop()
        # Pages refuse forms in their own words; programs never meet those.
        if not refusal.__module__.startswith("holdfast.web"):
            found.append(refusal)
        waiting += refusal.__subclasses__()
    return sorted(found, key=lambda refusal: refusal.__name__)


@pytest.mark.parametrize("refusal", _refusals(), ids=lambda refusal: refusal.__name__)
def test_every_refusal_has_a_code_a_sentence_a_status_and_a_row_in_the_documentation(
    refusal: type[Refusal],
) -> None:
    from holdfast.api.errors import STATUS

    documented = (ROOT.parent.parent / "docs" / "api-errors.md").read_text(encoding="utf-8")
    assert refusal.code != Refusal.code
    assert refusal.code in STATUS
    assert (refusal.__doc__ or "").strip().splitlines()[0].endswith(".")
    assert f"`{refusal.code}`" in documented


def test_codes_are_given_once() -> None:
    # A more special refusal may keep the code of the one it is made of.
    codes = [refusal.code for refusal in _refusals() if refusal.code != refusal.__base__.code]  # type: ignore[union-attr]
    assert len(codes) == len(set(codes))


def test_queries_never_write() -> None:
    writing = [
        f"{path.name}: {call}"
        for path, tree in _sources("queries")
        for call in _calls(tree)
        if call.rpartition(".")[2] in {"save", "create", "bulk_create", "update", "delete", "get_or_create"}
    ]
    assert writing == []


def test_every_deferred_task_is_known_by_its_name() -> None:
    from procrastinate.contrib.django import app

    app.perform_import_paths()
    assert {"holdfast.end_overdue", "holdfast.tidy", "holdfast.revive"} <= set(app.tasks)
