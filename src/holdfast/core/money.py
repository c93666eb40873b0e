"""Money: whole minor units with a currency."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (cents) of an ISO 4217 currency."""

    minor: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        if self.currency != other.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.minor + other.minor, self.currency)

    def in_proportion(self, part: int, whole: int) -> "Money":
        """This amount times part/whole, halves of the minor unit up."""
        return Money((2 * self.minor * part + whole) // (2 * whole), self.currency)
