"""`@action`: one durable transaction, retried within bounds, answered once per idempotency key."""

import inspect
import random
import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import partial, wraps
from typing import ClassVar, ParamSpec, TypeVar, get_type_hints

from django.db import DatabaseError, IntegrityError, OperationalError, transaction
from pydantic import TypeAdapter

from holdfast.core.refusal import Refusal
from holdfast.data.scope import Scope

P = ParamSpec("P")
R = TypeVar("R")

# Deadlock, serialisation failure, lock timeout: another transaction was in the way for a moment.
_PASSING = {"40P01", "40001", "55P03"}
_MOST_TRIES = 6


class LostRace(Exception):  # noqa: N818 - an outcome between transactions, never shown to anyone
    """The claim came short: somebody was quicker. A fresh look, in a new transaction, decides what to say."""


@dataclass(eq=False)
class Busy(Refusal):
    """Too many people want this at the same moment; try again in a second."""

    code: ClassVar[str] = "busy"
    retry_after: int = 1


@dataclass(eq=False)
class KeyReused(Refusal):
    """This idempotency key was used for a different request."""

    code: ClassVar[str] = "idempotency_key_reused"


@dataclass(frozen=True, slots=True)
class Idempotency:
    """What makes a request the same request: where it went, for whom, its key, and a hash of its content."""

    organisation_id: int
    route: str
    bearer: str
    key: str
    request_hash: str
    now: datetime


_attempt: ContextVar[int] = ContextVar("attempt", default=1)


def current_attempt() -> int:
    """Which try of the action this is, from 1."""
    return _attempt.get()


def unless(early: Callable[P, R | None]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """An action that begins no transaction where `early` gives an answer, and not `None`."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            answer = early(*args, **kwargs)
            return function(*args, **kwargs) if answer is None else answer

        return run

    return decorate


def action(*, tries: int = 3) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Makes a function one durable transaction at READ COMMITTED.

    A lost race, a deadlock or a lock that does not come is tried again in a new transaction, `tries` times in
    all, then refused with `Busy`. With the keyword `idempotency` the result is stored with the key: the same
    request gets it again without a second effect, another one with the key is refused with `KeyReused`.
    """
    if not 1 <= tries <= _MOST_TRIES:
        raise ValueError("an action tries a few times, not more")

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        is_idempotent = "idempotency" in inspect.signature(function).parameters
        result_type: TypeAdapter[R] = TypeAdapter(get_type_hints(function)["return"])

        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            idempotency = kwargs.get("idempotency") if is_idempotent else None
            for attempt in range(1, tries + 1):
                _attempt.set(attempt)
                try:
                    with transaction.atomic(durable=True):
                        if isinstance(idempotency, Idempotency):
                            return _once(idempotency, result_type, partial(function, *args, **kwargs))
                        return function(*args, **kwargs)
                except LostRace:
                    pass
                except DatabaseError as error:
                    if not _is_passing(error):
                        raise
                if attempt < tries:
                    time.sleep(random.uniform(0.005, 0.025))  # noqa: S311 - jitter
            raise Busy

        run.is_action = True  # type: ignore[attr-defined] # read by tests/architecture
        return run

    return decorate


def _once(idempotency: Idempotency, result_type: TypeAdapter[R], function: Callable[[], R]) -> R:
    """The stored result of the key, or the function's, stored."""
    scope = Scope(idempotency.organisation_id)
    # A concurrent request with the key waits here until this one has ended.
    taken = scope.rows(
        """INSERT INTO holdfast_idempotencykey
            (organisation_id, route, bearer, key, request_hash, created_at)
        VALUES (%(org)s::bigint, %(route)s, %(bearer)s, %(key)s, %(hash)s, %(now)s)
        ON CONFLICT (organisation_id, route, bearer, key) DO NOTHING RETURNING id""",
        route=idempotency.route,
        bearer=idempotency.bearer,
        key=idempotency.key,
        hash=idempotency.request_hash,
        now=idempotency.now,
    )
    if taken:
        result = function()
        scope.rows(
            """UPDATE holdfast_idempotencykey SET result = %(result)s::jsonb
            WHERE organisation_id = %(org)s::bigint AND id = %(id)s::bigint""",
            id=taken[0][0],
            result=result_type.dump_json(result).decode(),
        )
        return result
    rows = scope.rows(
        """SELECT request_hash, result::text FROM holdfast_idempotencykey
        WHERE organisation_id = %(org)s::bigint AND route = %(route)s AND bearer = %(bearer)s AND key = %(key)s""",
        route=idempotency.route,
        bearer=idempotency.bearer,
        key=idempotency.key,
    )
    if not rows:
        raise LostRace
    request_hash, stored = rows[0]
    if request_hash != idempotency.request_hash:
        raise KeyReused
    return result_type.validate_json(stored)


def _is_passing(error: DatabaseError) -> bool:
    cause = error.__cause__
    if isinstance(error, OperationalError):
        return getattr(cause, "sqlstate", None) in _PASSING
    if isinstance(error, IntegrityError):
        # Two bookings drew the same reference: draw again.
        constraint = getattr(getattr(cause, "diag", None), "constraint_name", None)
        return constraint == "booking_ref_once"
    return False
