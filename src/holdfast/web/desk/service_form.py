"""The form of a service: plain things first, rules and further steps and needs behind folds."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.utils import ErrorDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from holdfast.core.refusal import Invalid
from holdfast.core.service import (
    LONGEST_DESCRIPTION,
    LONGEST_NAME,
    LONGEST_PART,
    MOST_NEEDS,
    MOST_PHASES,
    ServiceWish,
)
from holdfast.queries.offer import LocationView, ResourceView
from holdfast.queries.skills import SkillView
from holdfast.web.desk.fields import Price, Several
from holdfast.web.desk.forms import Line, Text, explain
from holdfast.web.desk.need_rows import (
    MAIN,
    MORE,
    PLAIN,
    NeedRow,
    is_filled,
    need_fields,
    need_initial,
    need_mistakes,
    need_wish,
    says_something,
)
from holdfast.web.desk.service_rules import RULES, RulesForm, rules_initial
from holdfast.web.desk.step_rows import (
    CHOICE,
    choice_fields,
    phase_wish,
    step_fields,
    step_mistakes,
    step_name,
    steps_initial,
)

NEW = ServiceWish(name="", phases=(), needs=(), locations=())
_OWN = ("name", "description", "is_public", "is_active")
# What a further row can be asked of, and the fold in which these rows stand.
_GROWING = {"phase": "steps", "need": "needs"}
# As they stand on the page: so mistakes are listed too.
_ORDER = (
    "name",
    "description",
    "phase0_duration",
    "price_minor",
    "need0_candidates",
    "need0_customer_chooses",
    "locations",
    "is_public",
    "is_active",
    *RULES,
)


class ServiceForm(RulesForm):
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

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        wish: ServiceWish = NEW,
        currency: str,
        resources: Sequence[ResourceView],
        skills: Sequence[SkillView],
        places: Sequence[LocationView],
    ) -> None:
        super().__init__(data, initial=_initial(wish))
        self.resources, self.skills = resources, skills
        self.another = data.get("another", "") if data is not None else ""
        if self.is_growing:
            self._errors = ErrorDict()
        self.step_count = _rows(data, "phase", len(wish.phases), MOST_PHASES)
        self.need_count = _rows(data, "need", len(wish.needs), MOST_NEEDS)
        names = [one.name for one in wish.phases] if data is None else _typed_names(data)
        self.step_names = [
            step_name(number, called) for number, called in enumerate(_padded(names, self.step_count))
        ]
        self._offer_places(places)
        self.add({"price_minor": Price(currency=currency, label=_("Price")), **choice_fields(self.step_names)})
        for number in range(self.step_count):
            self.add({f"phase{number}_{part}": field for part, field in step_fields(number).items()})
        for number in range(self.need_count):
            self._add_need(number, is_asked=_is_asked(data, wish, number))
        self.order_fields(_ORDER)
        if not self.is_bound:
            self.initial = {**self.initial, **self._rows_of(wish)}

    def _offer_places(self, places: Sequence[LocationView]) -> None:
        self.fields["locations"].choices = [(place.slug, place.name) for place in places]  # type: ignore[attr-defined]
        if len(places) == 1:
            self.fields["locations"].widget = forms.MultipleHiddenInput()
            self.initial["locations"] = [places[0].slug]

    def _add_need(self, number: int, *, is_asked: bool) -> None:
        """A row of needs; the first names people unless it is to be `is_asked` for by kind or skill."""
        fields = need_fields(
            is_plain=number == 0,
            resources=self.resources,
            skills=self.skills,
            steps=[(str(number), name) for number, name in enumerate(self.step_names)],
        )
        if is_asked:
            fields["candidates"].required = False
            if number == 0:
                fields["candidates"].help_text = gettext("Nobody by name: see “Who or what it needs” below.")
        self.add({f"need{number}_{part}": field for part, field in fields.items()})

    def _rows_of(self, wish: ServiceWish) -> dict[str, Any]:
        said: dict[str, Any] = {"need0_customer_chooses": True} if wish is NEW else {}
        if wish is NEW and len(self.resources) == 1:
            said["need0_candidates"] = [self.resources[0].slug]
        said |= steps_initial(wish.phases)
        for number, need in enumerate(wish.needs):
            said |= {f"need{number}_{part}": value for part, value in need_initial(need).items()}
        return said

    @property
    def is_growing(self) -> bool:
        """Whether it was sent to have another row, and nothing else: nothing typed is judged yet, or saved."""
        return self.another in _GROWING

    def is_valid(self) -> bool:
        """Whether it can be saved."""
        return not self.is_growing and super().is_valid()

    def watch(self, state: object) -> None:
        """As every form; what was seen before it grew is what was seen."""
        super().watch(state)
        if self.is_growing:
            self.seen = self.data.get("seen", self.seen)

    @property
    def may_grow(self) -> dict[str, bool]:
        """Of what there may be further rows."""
        return {"phase": self.step_count < MOST_PHASES, "need": self.need_count < MOST_NEEDS}

    @property
    def choice(self) -> list[BoundField]:
        """The fields by which customers choose the length."""
        return [self[name] for name in (CHOICE if self.step_count <= 2 else ("chosen_phase", *CHOICE))]

    @property
    def steps(self) -> list[tuple[str, list[BoundField]]]:
        """The rows of steps; of the first only its name, since its length is a plain thing."""
        return [
            (
                self.step_names[number],
                [self[f"phase{number}_{part}"] for part in (("name", "duration") if number else ("name",))],
            )
            for number in range(self.step_count)
        ]

    @property
    def needs(self) -> list[NeedRow]:
        """The rows of needs; of the first without what is a plain thing."""
        return [
            NeedRow(
                gettext("Need %d") % (number + 1),
                self._of_need(number, [part for part in MAIN if number or part not in PLAIN]),
                self._of_need(number, MORE),
            )
            for number in range(self.need_count)
        ]

    def _of_need(self, number: int, parts: Sequence[str]) -> list[BoundField]:
        return [self[name] for part in parts if (name := f"need{number}_{part}") in self.fields]

    @property
    def open_folds(self) -> list[str]:
        """The folds with a mistake in them, or with more in them than every service has."""
        rules = {"starts": self.starts, "changes": self.changes, "caps": [*self.caps, *self.customer_caps]}
        rows = {
            "choice": any(says_something(self[name]) for name in CHOICE) or bool(self["chosen_phase"].errors),
            "steps": any(says_something(field) for _, row in self.steps for field in row),
            "needs": not all(row.is_plain for row in self.needs) or not self.fields["need0_candidates"].required,
        }
        opened = [fold for fold, fields in rules.items() if any(field.errors for field in fields)]
        return [
            *opened,
            *(fold for fold, is_open in rows.items() if is_open or _GROWING.get(self.another) == fold),
        ]

    def clean(self) -> dict[str, Any]:
        """Steps and needs as far as anything was typed in their rows."""
        said = super().clean() or {}
        mistakes = list(step_mistakes(said, self.step_count))
        for number in range(self.need_count):
            of_row = need_mistakes(self._said_of(number), is_plain=number == 0)
            mistakes += ((f"need{number}_{part}", words) for part, words in of_row)
        for field, words in mistakes:
            if field not in self.errors:
                self.add_error(field, words)
        return said

    def _said_of(self, number: int) -> dict[str, Any]:
        prefix = f"need{number}_"
        said = self.cleaned_data.items()
        return {name.removeprefix(prefix): value for name, value in said if name.startswith(prefix)}

    def refuse(self, refusal: Invalid) -> None:
        """What is wrong with a step or a need is shown in its row: empty rows are none."""
        named = re.fullmatch(r"(phase|need)s\[(\d+)\]\.(\w+)", refusal.field)
        if named is None:
            return super().refuse(refusal)
        row = self._filled(named[1])[int(named[2])]
        field = f"{named[1]}{row}_{named[3]}"
        self.add_error(field if field in self.fields else None, explain(refusal))
        return None

    def _filled(self, prefix: str) -> list[int]:
        """The rows in which there is a step, or a need."""
        if prefix == "phase":
            return [one for one in range(self.step_count) if self.cleaned_data.get(f"phase{one}_duration")]
        return [one for one in range(self.need_count) if is_filled(self._said_of(one))]

    def wish(self) -> ServiceWish:
        """What was typed, as an action wants it."""
        said = self.cleaned_data
        steps = self._filled("phase")
        return ServiceWish(
            **{name: said[name] for name in _OWN},
            phases=tuple(phase_wish(said, number) for number in steps),
            needs=tuple(
                need_wish(self._said_of(number), steps=steps, resources=self.resources, skills=self.skills)
                for number in self._filled("need")
            ),
            locations=tuple(said["locations"]),
            price_minor=said["price_minor"],
            policy=self.policy(),
        )


def _initial(wish: ServiceWish) -> dict[str, Any]:
    said = {name: getattr(wish, name) for name in _OWN} | rules_initial(wish.policy)
    said["price_minor"] = wish.price_minor if wish is not NEW else None
    return said | {"locations": list(wish.locations)}


def _is_asked(data: Mapping[str, Any] | None, wish: ServiceWish, number: int) -> bool:
    """Whether a row asks by kind or skill; then it names nobody."""
    if data is not None:
        return bool(data.get(f"need{number}_kind") or data.get(f"need{number}_skills"))
    return number < len(wish.needs) and not wish.needs[number].candidates


def _rows(data: Mapping[str, Any] | None, prefix: str, there: int, most: int) -> int:
    """How many rows the form has: those that were sent; else those there are, and an empty one."""
    if data is None:
        return min(max(there, 1) + 1, most)
    sent = (number for number in range(most) if any(name.startswith(f"{prefix}{number}_") for name in data))
    return min(max(sent, default=0) + 1 + (data.get("another") == prefix), most)


def _typed_names(data: Mapping[str, Any]) -> list[str]:
    return [str(data.get(f"phase{number}_name", ""))[:LONGEST_PART] for number in range(MOST_PHASES)]


def _padded(names: Sequence[str], count: int) -> list[str]:
    return [*names, *[""] * count][:count]
