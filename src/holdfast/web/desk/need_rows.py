"""The rows of a service's form that say who or what it needs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext

from holdfast.core.service import LONGEST_GAP, LONGEST_PART, MOST_TOGETHER, MOST_UNITS, NeedWish
from holdfast.queries.offer import ResourceView
from holdfast.queries.skills import SkillView
from holdfast.web.desk.fields import Duration, Several
from holdfast.web.desk.forms import Line
from holdfast.web.words import KINDS, kind_words

# Of the first row these stand among the plain things at the top.
PLAIN = ("candidates", "customer_chooses")
MAIN = ("name", "candidates", "kind", "skills", "takes", "how_many", "customer_chooses", "phases")
MORE = ("changes", "turn", "least_gap", "units", "buffer_before", "buffer_after")
_USUAL: tuple[Any, ...] = (
    None,
    "",
    False,
    1,
    "1",
    "one",
    "least_busy",
    [],
    ["", "min"],
    [None, "min"],
    [None, None],
)
_SAME = ("name", "units", "customer_chooses", "buffer_before", "buffer_after", "turn")


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A row of needs: its title, its fields, and those that few want."""

    title: str
    main: list[BoundField]
    more: list[BoundField]

    @property
    def is_open(self) -> bool:
        """Whether there is anything in what few want."""
        return any(map(says_something, self.more))

    @property
    def is_plain(self) -> bool:
        """Whether it says nothing but its name."""
        name, *others = self.main
        return not self.is_open and not name.errors and not any(map(says_something, others))


def says_something(field: BoundField) -> bool:
    """Whether there is anything in a field, or wrong with it."""
    return bool(field.errors) or field.value() not in _USUAL


def need_fields(
    *, is_plain: bool, resources: Sequence[ResourceView], skills: Sequence[SkillView], steps: Sequence[Any]
) -> dict[str, forms.Field]:
    """The fields of a row; skills are asked for where there are any."""
    return {
        **_who(is_plain, [(one.slug, one.name) for one in resources], [(one.slug, one.name) for one in skills]),
        **_how_many(),
        "phases": Several(
            required=False,
            choices=steps,
            label=gettext("Only in these steps"),
            help_text=gettext("If none is ticked, in all. In the others it is free for somebody else."),
        ),
        **_more(),
    }


def _who(
    is_plain: bool, listed: Sequence[tuple[str, str]], skills: Sequence[tuple[str, str]]
) -> dict[str, forms.Field]:
    asked: dict[str, forms.Field] = {
        "name": Line(
            longest=LONGEST_PART, required=False, label=gettext("What for"), help_text=gettext("Like Stylist.")
        ),
        "candidates": Several(
            required=is_plain,
            choices=listed,
            label=gettext("Who gives it") if is_plain else gettext("These, by name"),
            help_text=gettext("Each booking takes one of them, unless you say otherwise below.")
            if is_plain
            else "",
        ),
        "customer_chooses": forms.BooleanField(required=False, label=gettext("Customers may choose which")),
        "kind": forms.ChoiceField(
            required=False,
            choices=[("", gettext("No particular kind")), *KINDS.items()],
            label=gettext("Or anybody of this kind"),
            help_text=gettext("Whoever and whatever comes later is then one of them by itself."),
        ),
    }
    if skills:
        asked["skills"] = Several(required=False, choices=skills, label=gettext("Or whoever can do all of this"))
    return asked


def _how_many() -> dict[str, forms.Field]:
    return {
        "takes": forms.ChoiceField(
            required=False,
            choices=[
                ("one", gettext("One of them")),
                ("several", gettext("Several of them together")),
                ("all", gettext("All of them together")),
            ],
            label=gettext("Each booking takes"),
        ),
        "how_many": forms.IntegerField(
            required=False,
            min_value=2,
            max_value=MOST_TOGETHER,
            label=gettext("How many together"),
            help_text=gettext("Only for several."),
        ),
    }


def _more() -> dict[str, forms.Field]:
    own = gettext("Empty: as long as is set for whoever it is.")
    week = timedelta(days=7)
    return {
        "changes": forms.BooleanField(
            required=False,
            label=gettext("In each step it may be another one"),
            help_text=gettext("Otherwise it is the same one throughout."),
        ),
        "turn": forms.ChoiceField(
            required=False,
            choices=[
                ("least_busy", gettext("Whoever has least to do that day")),
                ("priority", gettext("The first in your list who is free")),
                ("round_robin", gettext("Each in turn")),
            ],
            label=gettext("Whose turn it is"),
            help_text=gettext("Where customers choose nobody."),
        ),
        "least_gap": Duration(
            required=False,
            most=LONGEST_GAP,
            label=gettext("No gaps shorter than"),
            help_text=gettext("Times that would leave a shorter gap in somebody's day are not offered."),
        ),
        "units": forms.IntegerField(
            required=False,
            min_value=1,
            max_value=MOST_UNITS,
            label=gettext("Pieces of each"),
            help_text=gettext("Of things of which one entry has several, like eight bicycles."),
        ),
        "buffer_before": Duration(required=False, most=week, label=gettext("Free before it"), help_text=own),
        "buffer_after": Duration(required=False, most=week, label=gettext("Free after it"), help_text=own),
    }


def need_initial(need: NeedWish) -> dict[str, Any]:
    """What the row of a need shows."""
    takes = "all" if need.takes_all else "several" if need.how_many > 1 else "one"
    return {name: getattr(need, name) for name in _SAME} | {
        "candidates": list(need.candidates),
        "kind": need.kind,
        "skills": list(need.skills),
        "takes": takes,
        "how_many": need.how_many if takes == "several" else None,
        "phases": [str(one) for one in need.phases],
        "changes": not need.keeps,
        "least_gap": need.least_gap or None,
    }


def is_filled(said: Mapping[str, Any]) -> bool:
    """Whether a row asks for anybody or anything."""
    return bool(said.get("candidates") or said.get("kind") or said.get("skills"))


def need_mistakes(said: Mapping[str, Any], *, is_plain: bool) -> Iterator[tuple[str, str]]:
    """What is wrong with a row as a whole: fields and words."""
    typed = any(said.get(name) for name in ("name", "how_many", "units", "least_gap", "phases"))
    if not is_plain and typed and not is_filled(said):
        yield "candidates", gettext("Choose at least one")
    if said.get("takes") == "several" and not said.get("how_many"):
        yield "how_many", gettext("Say how many")
    if said.get("takes") != "several" and said.get("how_many"):
        yield "takes", gettext("Choose several of them, or leave the number below empty")


def need_wish(
    said: Mapping[str, Any],
    *,
    steps: Sequence[int],
    resources: Sequence[ResourceView],
    skills: Sequence[SkillView],
) -> NeedWish:
    """What was typed in a row; without a name it is called like what it asks for. `steps`: the rows of them."""
    return NeedWish(
        name=said["name"] or _called(said, resources, skills),
        candidates=tuple(said["candidates"]),
        kind=said["kind"],
        skills=tuple(said.get("skills", ())),
        how_many=said["how_many"] or 1,
        takes_all=said["takes"] == "all",
        units=said["units"] or 1,
        customer_chooses=said["customer_chooses"],
        phases=tuple(steps.index(int(one)) for one in said["phases"] if int(one) in steps),
        buffer_before=said["buffer_before"],
        buffer_after=said["buffer_after"],
        keeps=not said["changes"],
        turn=said["turn"] or "least_busy",
        least_gap=said["least_gap"] or timedelta(),
    )


def _called(said: Mapping[str, Any], resources: Sequence[ResourceView], skills: Sequence[SkillView]) -> str:
    if said["candidates"]:
        kinds = {one.slug: one.kind for one in resources}
        return str(kind_words(kinds[said["candidates"][0]]))
    if said["kind"]:
        return str(kind_words(said["kind"]))
    return next(one.name for one in skills if one.slug in said["skills"])
