"""Many at once: real threads, a real connection each, let go together by a barrier."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Barrier, Thread
from typing import Any

import psycopg
from django.db import connection

from holdfast.core.refusal import Refusal


def race(jobs: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each job returned, or the refusal it got, in order. Anything else that is raised fails the test."""
    results: list[Any] = [None] * len(jobs)
    barrier = Barrier(len(jobs))

    def run(number: int) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=30)
            results[number] = jobs[number]()
        except BaseException as error:  # noqa: BLE001 - carried to the test's own thread
            results[number] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number,)) for number in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, Refusal):
            raise result
    return results


def won(results: Sequence[Any]) -> list[Any]:
    """The results that are no refusals."""
    return [result for result in results if not isinstance(result, Refusal)]


def refused(results: Sequence[Any]) -> list[str]:
    """The codes of the refusals."""
    return [result.code for result in results if isinstance(result, Refusal)]


@contextmanager
def guard_off(owner_url: str) -> Iterator[None]:
    """Without the exclusion constraint: what the races would do if the database did not refuse."""
    with psycopg.connect(owner_url, autocommit=True) as owner:
        found = owner.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'allocation_no_overlap'"
        ).fetchone()
        assert found
        owner.execute("ALTER TABLE holdfast_allocation DROP CONSTRAINT allocation_no_overlap")
        try:
            yield
        finally:
            owner.execute("DELETE FROM holdfast_allocation")
            owner.execute(f"ALTER TABLE holdfast_allocation ADD CONSTRAINT allocation_no_overlap {found[0]}")
