"""The life of a booking: its states, and the one table of legal changes."""

from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import ClassVar

from holdfast.core.refusal import Refusal


class State(StrEnum):
    """Where a booking is in its life."""

    HELD = "held"
    AWAITING_PAYMENT = "awaiting_payment"
    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    CHECKED_IN = "checked_in"
    COMPLETED = "completed"
    LAPSED = "lapsed"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


LEGAL: dict[State, frozenset[State]] = {
    State.HELD: frozenset({State.AWAITING_PAYMENT, State.REQUESTED, State.CONFIRMED, State.LAPSED}),
    State.AWAITING_PAYMENT: frozenset({State.CONFIRMED, State.REQUESTED, State.CANCELLED, State.LAPSED}),
    State.REQUESTED: frozenset({State.CONFIRMED, State.DECLINED, State.CANCELLED, State.LAPSED}),
    # Back to a request: moved by its customer where each booking is approved.
    State.CONFIRMED: frozenset(
        {State.CHECKED_IN, State.COMPLETED, State.CANCELLED, State.NO_SHOW, State.REQUESTED}
    ),
    State.CHECKED_IN: frozenset({State.COMPLETED}),
    State.NO_SHOW: frozenset(),
    State.COMPLETED: frozenset(),
    State.LAPSED: frozenset(),
    State.DECLINED: frozenset(),
    State.CANCELLED: frozenset(),
}

# A live booking has exactly the rows of the ledger that it claims, any other has none (I16).
LIVE = frozenset({State.HELD, State.AWAITING_PAYMENT, State.REQUESTED, State.CONFIRMED, State.CHECKED_IN})
# What a customer or the desk can still move to another time.
MOVABLE = frozenset({State.REQUESTED, State.CONFIRMED})


@dataclass(eq=False)
class IllegalChange(Refusal):
    """The booking is in a state from which this change is not possible."""

    code: ClassVar[str] = "illegal_change"
    state: str
    wanted: str


def require_change(state: State, wanted: State) -> None:
    """Refuses with `IllegalChange` unless the table allows the change."""
    if wanted not in LEGAL[state]:
        raise IllegalChange(state=state.value, wanted=wanted.value)


# Without I, L, O, U, 0 and 1: read out on the telephone nothing is mistaken for another, and few words form.
REF_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
REF_LENGTH = 8


def new_ref(random: Random) -> str:
    """A booking's reference that people can read out; a name, not a capability."""
    return "".join(random.choices(REF_ALPHABET, k=REF_LENGTH))
