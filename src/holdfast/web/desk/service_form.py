"""The form of a service: plain things first, rules and further steps and needs behind folds."""

from collections.abc import Mapping, Sequence
from datetime import time, timedelta
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from holdfast.core.policy import Policy
from holdfast.core.service import (
    LONGEST_DESCRIPTION,
    LONGEST_NAME,
    LONGEST_PART,
    MOST_NEEDS,
    MOST_PHASES,
    MOST_UNITS,
    LengthChoice,
    NeedWish,
    PhaseWish,
    ServiceWish,
)
from holdfast.queries.offer import LocationView, ResourceView
from holdfast.web.desk.fields import Clock, Duration, Price, Several
from holdfast.web.desk.forms import DeskForm, Line, Text
from holdfast.web.words import kind_words

_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)
_RULES = (
    "slot_step",
    "slot_anchor",
    "minimum_notice",
    "booking_window",
    "change_notice",
    "needs_approval",
    "approval_within",
    "daily_cap",
    "hold_for",
)
NEW = ServiceWish(name="", phases=(), needs=(), locations=())


class ServiceForm(DeskForm):
    """A service; step 1 and need 1 are the plain case, the others rows that may stay empty."""

    name = Line(longest=LONGEST_NAME, label=_("Name"), help_text=_("What customers call it, like Haircut."))
    description = Text(
        longest=LONGEST_DESCRIPTION,
        label=_("Description"),
        required=False,
        help_text=_("What it includes, who it is for. A few sentences are enough."),
    )
    locations = Several(label=_("Where"))
    is_public = forms.BooleanField(
        required=False,
        label=_("Customers can book it online"),
        help_text=_("Otherwise only the desk books it."),
    )
    is_active = forms.BooleanField(
        required=False, label=_("Offered"), help_text=_("Otherwise nobody books it; what is booked stays.")
    )
    slot_step = Duration(
        least=_MINUTE, most=_DAY, label=_("A start every"), help_text=_("Times are offered in these steps.")
    )
    slot_anchor = Clock(
        required=False, label=_("Counted from"), help_text=_("Steps go up and down from here; midnight if empty.")
    )
    minimum_notice = Duration(
        most=365 * _DAY, label=_("At the latest before"), help_text=_("0 if it can be booked until it starts.")
    )
    booking_window = Duration(least=_MINUTE, most=1000 * _DAY, label=_("At the earliest before"))
    change_notice = Duration(
        most=365 * _DAY,
        label=_("Customers can move or cancel until this long before"),
        help_text=_("0 if until it starts. For what is booked already its own rule stays."),
    )
    needs_approval = forms.BooleanField(
        required=False,
        label=_("Ask me first"),
        help_text=_("Customers send a request; it is booked when you confirm it."),
    )
    approval_within = Duration(least=_MINUTE, most=365 * _DAY, label=_("An answer within"))
    daily_cap = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=1_000_000,
        label=_("At most a day"),
        help_text=_("Empty if any number."),
    )
    hold_for = Duration(
        least=_MINUTE,
        most=_DAY,
        label=_("A time is held for"),
        help_text=_("While a customer types a name and address."),
    )
    shortest = Duration(required=False, most=1000 * _DAY, label=_("At least"))
    longest = Duration(required=False, most=1000 * _DAY, label=_("At most"))
    step = Duration(required=False, most=1000 * _DAY, label=_("In steps of"))

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        wish: ServiceWish = NEW,
        currency: str,
        resources: Sequence[ResourceView],
        places: Sequence[LocationView],
    ) -> None:
        super().__init__(data, initial=_initial(wish))
        self.resources = resources
        self.fields["price_minor"] = Price(currency=currency, label=_("Price"))
        self.fields["locations"].choices = [(place.slug, place.name) for place in places]  # type: ignore[attr-defined]
        if len(places) == 1:
            self.fields["locations"].widget = forms.MultipleHiddenInput()
            self.initial["locations"] = [places[0].slug]
        self.step_count = _rows(data, "phase", len(wish.phases), MOST_PHASES)
        self.need_count = _rows(data, "need", len(wish.needs), MOST_NEEDS)
        self.fields["chosen_phase"] = forms.TypedChoiceField(
            coerce=int,
            required=False,
            empty_value="0",
            label=_("Which step"),
            choices=[(number, self._step_name(number)) for number in range(self.step_count)],
        )
        for number in range(self.step_count):
            self._add_step(number)
        for number in range(self.need_count):
            self._add_need(number, [(one.slug, one.name) for one in resources])
        if not self.is_bound:
            for field, value in self._rows_of(wish).items():
                self.initial[field] = value

    def _step_name(self, number: int) -> str:
        return gettext("Step %d") % (number + 1)

    def _add_step(self, number: int) -> None:
        self.fields[f"phase{number}_name"] = Line(
            longest=LONGEST_PART, required=False, label=gettext("What happens")
        )
        self.fields[f"phase{number}_duration"] = Duration(
            required=number == 0,
            least=_MINUTE,
            most=1000 * _DAY,
            label=gettext("Length"),
            help_text=gettext("Of several steps, the first of them.") if number == 0 else "",
        )

    def _add_need(self, number: int, candidates: Sequence[tuple[str, str]]) -> None:
        prefix, is_plain = f"need{number}_", number == 0
        steps = [(str(one), self._step_name(one)) for one in range(self.step_count)]
        own = gettext("Empty: as long as is set for whoever it is.")
        self.fields |= {
            f"{prefix}candidates": Several(
                required=is_plain,
                choices=candidates,
                label=gettext("Who gives it") if is_plain else gettext("One of these"),
                help_text=gettext("Each booking takes one of them.") if is_plain else "",
            ),
            f"{prefix}customer_chooses": forms.BooleanField(
                required=False, label=gettext("Customers may choose which")
            ),
            f"{prefix}name": Line(
                longest=LONGEST_PART, required=False, label=gettext("What for"), help_text=gettext("Like Stylist.")
            ),
            f"{prefix}units": forms.IntegerField(
                required=False,
                min_value=1,
                max_value=MOST_UNITS,
                label=gettext("How many of it"),
                help_text=gettext("Each booking takes so many."),
            ),
            f"{prefix}phases": Several(
                required=False,
                choices=steps,
                label=gettext("Only in these steps"),
                help_text=gettext("None: in all."),
            ),
            f"{prefix}buffer_before": Duration(
                required=False, most=7 * _DAY, label=gettext("Free before it"), help_text=own
            ),
            f"{prefix}buffer_after": Duration(
                required=False, most=7 * _DAY, label=gettext("Free after it"), help_text=own
            ),
        }

    def _rows_of(self, wish: ServiceWish) -> dict[str, Any]:
        said: dict[str, Any] = {"need0_customer_chooses": True} if wish is NEW else {}
        if wish is NEW and len(self.resources) == 1:
            said["need0_candidates"] = [self.resources[0].slug]
        for number, phase in enumerate(wish.phases):
            said |= {f"phase{number}_name": phase.name, f"phase{number}_duration": phase.duration}
            if phase.choice is not None:
                said |= {"chosen_phase": number, "shortest": phase.choice.shortest}
                said |= {"longest": phase.choice.longest, "step": phase.choice.step}
        for number, need in enumerate(wish.needs):
            for name in ("name", "units", "customer_chooses", "buffer_before", "buffer_after"):
                said[f"need{number}_{name}"] = getattr(need, name)
            said[f"need{number}_candidates"] = list(need.candidates)
            said[f"need{number}_phases"] = [str(one) for one in need.phases]
        return said

    @property
    def rules(self) -> list[BoundField]:
        """The fields behind the fold of rules."""
        return [self[name] for name in _RULES]

    @property
    def choice(self) -> list[BoundField]:
        """The fields by which customers choose the length."""
        fields = ["shortest", "longest", "step"]
        return [self[name] for name in (fields if self.step_count <= 2 else ["chosen_phase", *fields])]

    @property
    def steps(self) -> list[tuple[str, list[BoundField]]]:
        """The rows of steps; of the first only its name, since its length is a plain thing."""
        return [
            (
                self._step_name(number),
                [self[f"phase{number}_{part}"] for part in (("name", "duration") if number else ("name",))],
            )
            for number in range(self.step_count)
        ]

    @property
    def needs(self) -> list[tuple[str, list[BoundField]]]:
        """The rows of needs; of the first without what is a plain thing."""
        plain = ("candidates", "customer_chooses")
        return [
            (
                gettext("Need %d") % (number + 1),
                [
                    self[f"need{number}_{part}"]
                    for part in ("name", *plain, "units", "phases", "buffer_before", "buffer_after")
                    if number or part not in plain
                ],
            )
            for number in range(self.need_count)
        ]

    def has_more(self, group: str) -> bool:
        """Whether a fold is open from the beginning: something in it is set, or wrong."""
        fields = {"choice": self.choice, "rules": self.rules}.get(group) or [
            field for _, row in (self.steps if group == "steps" else self.needs) for field in row
        ]
        return any(field.errors for field in fields)

    @property
    def open_folds(self) -> list[str]:
        """The folds with a mistake in them."""
        return [group for group in ("choice", "rules", "steps", "needs") if self.has_more(group)]

    def clean(self) -> dict[str, Any]:
        """Steps and needs as far as anything was typed in their rows."""
        said = super().clean() or {}
        for number in range(1, self.step_count):
            if said.get(f"phase{number}_name") and not said.get(f"phase{number}_duration"):
                self._wrong(f"phase{number}_duration", gettext("Say how long"))
        for number in range(1, self.need_count):
            if said.get(f"need{number}_name") and not said.get(f"need{number}_candidates"):
                self._wrong(f"need{number}_candidates", gettext("Choose at least one"))
        choice = [said.get(name) for name in ("shortest", "longest", "step")]
        for name, value in zip(("shortest", "longest", "step"), choice, strict=True):
            if any(choice) and not value:
                self._wrong(name, gettext("Say how long"))
        if any(choice) and not said.get(f"phase{said.get('chosen_phase') or 0}_duration"):
            self._wrong("chosen_phase", gettext("This step is empty"))
        return said

    def _wrong(self, field: str, words: str) -> None:
        if field not in self.errors:
            self.add_error(field, words)

    def wish(self) -> ServiceWish:
        """What was typed, as an action wants it."""
        said = self.cleaned_data
        anchor: time = said["slot_anchor"] or time()
        rules = {name: said[name] for name in _RULES} | {
            "slot_anchor": timedelta(hours=anchor.hour, minutes=anchor.minute)
        }
        steps = [number for number in range(self.step_count) if said.get(f"phase{number}_duration")]
        return ServiceWish(
            name=said["name"],
            phases=tuple(self._phase(number) for number in steps),
            needs=tuple(
                self._need(f"need{number}_", steps)
                for number in range(self.need_count)
                if said.get(f"need{number}_candidates")
            ),
            locations=tuple(said["locations"]),
            description=said["description"],
            price_minor=said["price_minor"],
            policy=Policy(**rules),
            is_public=said["is_public"],
            is_active=said["is_active"],
        )

    def _phase(self, number: int) -> PhaseWish:
        said = self.cleaned_data
        choice = None
        if said["shortest"] and number == int(said["chosen_phase"]):
            choice = LengthChoice(said["shortest"], said["longest"], said["step"])
        return PhaseWish(said[f"phase{number}_name"], said[f"phase{number}_duration"], choice)

    def _need(self, prefix: str, steps: Sequence[int]) -> NeedWish:
        said = {name.removeprefix(prefix): value for name, value in self.cleaned_data.items()}
        kinds = {one.slug: one.kind for one in self.resources}
        return NeedWish(
            name=said["name"] or str(kind_words(kinds[said["candidates"][0]])),
            candidates=tuple(said["candidates"]),
            units=said["units"] or 1,
            customer_chooses=said["customer_chooses"],
            phases=tuple(steps.index(int(one)) for one in said["phases"] if int(one) in steps),
            buffer_before=said["buffer_before"],
            buffer_after=said["buffer_after"],
        )


def _initial(wish: ServiceWish) -> dict[str, Any]:
    said = {name: getattr(wish, name) for name in ("name", "description", "is_public", "is_active")}
    said |= {name: getattr(wish.policy, name) for name in _RULES}
    minutes = int(wish.policy.slot_anchor / _MINUTE)
    said["slot_anchor"] = time(minutes // 60, minutes % 60) if minutes else None
    said["price_minor"] = wish.price_minor if wish is not NEW else None
    return said | {"locations": list(wish.locations)}


def _rows(data: Mapping[str, Any] | None, prefix: str, there: int, most: int) -> int:
    """How many rows the form has: those that were sent; else those there are, and an empty one."""
    if data is None:
        return min(max(there, 1) + 1, most)
    sent = (number for number in range(most) if any(name.startswith(f"{prefix}{number}_") for name in data))
    return max(sent, default=0) + 1
