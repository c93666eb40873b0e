"""The lengths a customer may choose from, where a service is not always as long."""

from dataclasses import dataclass
from datetime import timedelta

from holdfast.core.policy import seconds


@dataclass(frozen=True, slots=True)
class Lengths:
    """The lengths a customer may choose from, in seconds, and where the plan of the usual one stretches.

    What lies at `bend` seconds from the start or later moves with the length; it is the end of one phase.
    """

    bend: int
    shortest: int
    longest: int
    step: int

    def offers(self, length: int) -> bool:
        """Whether a service may be that long."""
        return length in self.all

    def kept(self, duration: timedelta) -> timedelta | None:
        """What whoever wants the same again asks for: that length, if it is still offered; else the usual."""
        return duration if self.offers(seconds(duration)) else None

    @property
    def all(self) -> range:
        """Every length to choose from, the shortest first."""
        return range(self.shortest, self.longest + 1, self.step)
