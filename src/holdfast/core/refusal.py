"""An anticipated "no"."""

from dataclasses import asdict, dataclass, is_dataclass
from typing import Any, ClassVar


@dataclass(eq=False)
class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """The request is refused.

    A subclass stands beside what raises it, with a stable `code`; its docstring's first line is the English
    sentence for developers, its fields are the details. Doors map it to HTTP and to a template.
    """

    code: ClassVar[str] = "refused"

    @property
    def sentence(self) -> str:
        """The English sentence for developers."""
        return (type(self).__doc__ or "").strip().splitlines()[0]

    @property
    def details(self) -> dict[str, Any]:
        """The refusal's own fields."""
        said = asdict(self) if is_dataclass(self) else {}
        return {name: value for name, value in said.items() if value is not None}

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence} {self.details or ''}".strip()


@dataclass(eq=False)
class NotFound(Refusal):
    """There is nothing here, or it is not yours to see."""

    code: ClassVar[str] = "not_found"
    line: int | None = None


@dataclass(eq=False)
class TooMany(Refusal):
    """Too much at once; wait and try again."""

    code: ClassVar[str] = "too_many"
    retry_after: int = 60


@dataclass(eq=False)
class Invalid(Refusal):
    """A value cannot be used."""

    code: ClassVar[str] = "invalid"
    field: str
    reason: str
    line: int | None = None
