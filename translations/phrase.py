"""Something the source says to people, as a catalogue knows it."""

from dataclasses import dataclass


class UnreadableError(Exception):
    """A phrase is not written out where it is said, so no catalogue can have it."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase in English; `plural` where it counts, `context` where the same words mean two things."""

    singular: str
    plural: str | None = None
    context: str | None = None

    @property
    def id(self) -> str | tuple[str, str]:
        """What Babel files it under."""
        return self.singular if self.plural is None else (self.singular, self.plural)
