"""Who does something."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Actor:
    """A customer (by a secret link), a member of staff (by user id), or the system itself."""

    kind: Literal["customer", "staff", "system"]
    user_id: int | None = None

    @property
    def is_staff(self) -> bool:
        """Whether notice and window do not bind them."""
        return self.kind != "customer"


CUSTOMER = Actor("customer")
SYSTEM = Actor("system")
