"""What is chosen before a time: where, how long, with whom; each option is a link."""

from dataclasses import dataclass

from holdfast.queries.catalogue import PlaceView, StaffView


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose. `key` names it in the page; a length is in seconds."""

    key: str
    url: str
    is_chosen: bool
    place: PlaceView | None = None
    length: int | None = None
    person: StaffView | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A question with its options; `kind` is `where`, `how-long`, `who` or `which`.

    `key` tells it apart in the page; `name`: what the business calls it, where its kind does not say it.
    """

    kind: str
    options: tuple[Option, ...]
    key: str
    name: str = ""
