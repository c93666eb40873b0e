"""Time zones to choose from, by continent and city."""

from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

_AREAS = frozenset(
    {
        *("Africa", "America", "Antarctica", "Arctic", "Asia"),
        *("Atlantic", "Australia", "Europe", "Indian", "Pacific"),
    }
)


class Zone(forms.ChoiceField):
    """A time zone (IANA)."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=zone_choices, **options)

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What a form sent again shows: the zone before where none such was sent, or browsers choose the first."""
        return data if data and self.valid_value(data) else initial


@lru_cache(maxsize=1)
def zone_choices() -> list[tuple[Any, Any]]:
    """Groups of zones, each with the name of its city."""
    groups: dict[str, list[tuple[str, str]]] = {area: [] for area in sorted(_AREAS)}
    for name in sorted(available_timezones()):
        area, slash, city = name.partition("/")
        if slash and area in _AREAS:
            groups[area].append((name, city.replace("_", " ").replace("/", ", ")))
    return [*groups.items(), (_("Elsewhere"), [("Etc/UTC", "UTC")])]
