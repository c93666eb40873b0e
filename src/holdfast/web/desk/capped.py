"""What forms with caps have in common: the caps stand behind a fold, and are one value to an action."""

from typing import Any, ClassVar

from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from holdfast.core.service import Caps
from holdfast.web.desk.forms import DeskForm

# As `actions/_caps.py` counts.
SAME_CUSTOMER = _(
    "The same customer is whoever gives the same e-mail address, whatever the name beside it; "
    "where none is given, the same telephone number."
)


class CappedForm(DeskForm):
    """A form with caps a day, a week, a month: fields named in `capped`, to an action one, `caps_named`."""

    capped: ClassVar[tuple[str, str, str]]
    caps_named: ClassVar[str]
    caps_title: ClassVar[str | Promise] = _("How many bookings")
    caps_hints: ClassVar[tuple[str | Promise, ...]] = (
        _("What is left empty has no limit. A week begins on Monday."),
    )

    @property
    def plain(self) -> list[BoundField]:
        """The fields that everybody fills in."""
        return [field for field in self.visible_fields() if field.name not in self.capped]

    @property
    def caps(self) -> list[BoundField]:
        """The fields behind the fold."""
        return [self[name] for name in self.capped]

    @property
    def has_caps(self) -> bool:
        """Whether the fold is open from the beginning."""
        return any(field.value() or field.errors for field in self.caps)

    def said(self) -> dict[str, Any]:
        """What was typed, as an action wants it."""
        typed = dict(self.cleaned_data)
        caps = Caps(*(typed.pop(name) for name in self.capped))
        return typed | {self.caps_named: caps}
