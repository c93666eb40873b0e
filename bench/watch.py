"""Kinds of asking the database through the application, and what each takes."""

import signal
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.db import connection

from holdfast.data.scope import Scope

STARTS = 8
_PATIENCE = 5
HEAD = f"{'ms':<46}{'p50':>8}{'p95':>8}{'processor':>11}{'waiting':>9}{'rows':>8}{'compute':>9}{'statements':>12}"

Ask = Callable[[int], Any]


@dataclass
class Taken:
    """What one asking took, in milliseconds.

    All of it by the clock; of that, waiting for statements and making rows of their answers; and the time of
    processors, ours and the database's together and the database's alone, which others on the machine change less.
    """

    whole: float = 0
    processor: float = 0
    database: float = 0
    waiting: float = 0
    rows: float = 0
    statements: int = 0


@dataclass
class Row:
    """A kind of asking with its measurements; `ask` is given which of several dates to begin at."""

    name: str
    ask: Ask
    aim: float | None = None
    taken: list[Taken] = field(default_factory=list)

    def median(self, part: str) -> float:
        return statistics.median(getattr(one, part) for one in self.taken)

    def show(self) -> str:
        if not self.taken:
            return f"{self.name:<46}   given up after {_PATIENCE} s"
        wholes = sorted(one.whole for one in self.taken)
        p95 = wholes[min(len(wholes) - 1, int(len(wholes) * 0.95))]
        compute = statistics.median(one.whole - one.waiting - one.rows for one in self.taken)
        statements = sorted({one.statements for one in self.taken})
        line = f"{self.name:<46}{self.median('whole'):>8.2f}{p95:>8.2f}{self.median('processor'):>11.2f}"
        line += f"{self.median('waiting'):>9.2f}{self.median('rows'):>8.2f}{compute:>9.2f}"
        line += f"{'/'.join(map(str, statements)):>12}"
        if self.aim is not None:
            line += f"   aim {self.aim:.0f}: {'met' if p95 < self.aim else 'MISSED'}"
        return line


class Watch:
    """Takes the time of a call, and of what it asks the database."""

    def __init__(self) -> None:
        self.now = Taken()
        self.statement: tuple[str, Any] = ("", None)

    def time(self, ask: Callable[[], Any]) -> Taken:
        self.now = Taken()
        with patch.object(Scope, "rows", self._rows(Scope.rows)), connection.execute_wrapper(self._execute):
            used, in_database, began = time.thread_time(), _processor_of_database(), time.perf_counter()
            ask()
            self.now.whole = (time.perf_counter() - began) * 1000
            self.now.database = _processor_of_database() - in_database
            self.now.processor = (time.thread_time() - used) * 1000 + self.now.database
        return self.now

    def _execute(self, execute: Callable[..., Any], sql: str, parameters: Any, many: bool, context: Any) -> Any:
        self.statement = sql, parameters
        began = time.perf_counter()
        answer = execute(sql, parameters, many, context)
        self.now.waiting += (time.perf_counter() - began) * 1000
        self.now.statements += 1
        return answer

    def _rows(self, rows: Callable[..., Any]) -> Callable[..., Any]:
        def timed(scope: Scope, sql: str, **parameters: Any) -> Any:
            before, began = self.now.waiting, time.perf_counter()
            answer = rows(scope, sql, **parameters)
            self.now.rows += (time.perf_counter() - began) * 1000 - (self.now.waiting - before)
            return answer

        return timed


def _processor_of_database() -> float:
    """Milliseconds of processor that the database's process which serves this connection has used."""
    backend = connection.connection.info.backend_pid if connection.connection else 0
    told = Path(f"/proc/{backend}/schedstat")
    return int(told.read_text().split()[0]) / 1e6 if told.exists() else 0


def measure(rows: Sequence[Row], rounds: int) -> None:
    """All rows in turn, and again: what disturbs for a while then disturbs no row alone."""
    watch = Watch()
    # Definitions, plans, opening hours and the prepared statement are there from here on.
    quick = [row for row in rows if all(_answers(row, start) for start in range(STARTS))]
    for number in range(rounds):
        for row in quick:
            row.taken.append(watch.time(partial(row.ask, number % STARTS)))


def _answers(row: Row, start: int) -> bool:
    """Whether an asking ends while somebody would still be waiting for it."""
    signal.signal(signal.SIGALRM, _give_up)
    signal.alarm(_PATIENCE)
    try:
        row.ask(start)
    except TimeoutError:
        return False
    finally:
        signal.alarm(0)
    return True


def _give_up(*_: object) -> None:
    raise TimeoutError
