"""With whom, and with what: one choice for each requirement in which the customer chooses."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from holdfast.core.refusal import Invalid
from holdfast.queries.bookings import BookingView
from holdfast.queries.catalogue import GroupView, StaffView
from holdfast.web.public.choices import Choice, Option

ANY = "any"


@dataclass(frozen=True, slots=True)
class Party:
    """Whom there is to choose from, and who is chosen: any for whatever requirement nobody is.

    `fixed`: whom the address's path names; that choice is made. `says_any`: the address says of whom any will do,
    because what it does not speak of stays as it was booked.
    """

    groups: Sequence[GroupView]
    chosen: tuple[StaffView, ...] = ()
    fixed: StaffView | None = None
    says_any: bool = False

    @property
    def slugs(self) -> str | None:
        """Those who are chosen, as a wish names them."""
        return ",".join(one.slug for one in self.chosen) or None

    @property
    def names(self) -> str:
        """Those who are chosen, in one line."""
        return ", ".join(one.name for one in self.chosen)

    @property
    def is_of_people(self) -> bool:
        """Whether nothing but people is chosen."""
        return all(one.kind == "person" for one in self.chosen)

    @property
    def met(self) -> tuple[StaffView, ...]:
        """Whom and what it is with: as chosen, else the only one there is for a requirement."""
        found = list[StaffView]()
        for group in self.groups:
            its = self._of(group)
            found += its or (group.people if len(group.people) == 1 else ())
        return tuple(found)

    @property
    def written(self) -> str | None:
        """The choice as the address keeps it; nothing, where there is nothing to keep."""
        names = [one.slug for one in self.chosen if one != self.fixed]
        open_ones = [group for group in self.groups if len(group.people) > 1 and not self._of(group)]
        return ",".join([*names, ANY] if self.says_any and open_ones else names) or None

    def choices(self, link: Callable[[str | None], str]) -> list[Choice]:
        """A choice for each requirement with several to choose from; `link` makes its addresses."""
        asked = [group for group in self.groups if len(group.people) > 1 and self.fixed not in group.people]
        of_people = [group for group in self.groups if group.is_of_people]
        return [
            Choice(
                "who" if group.is_of_people else "which",
                tuple(self._options(group, link)),
                key="who" if number == 0 else f"who-{number + 1}",
                name="" if [group] == of_people else group.name,
            )
            for number, group in enumerate(asked)
        ]

    def naming(self, slugs: str | None) -> "Party":
        """The party with others chosen."""
        named = (slugs or "").split(",")
        return replace(self, chosen=_those(self.groups, named))

    def changes(self, booking: BookingView) -> bool:
        """Whether somebody is chosen whom a booking is not with now: at the same time that is a move too."""
        now_with = {one.slug for one in booking.assigned}
        return any(one.slug not in now_with for one in self.chosen)

    def _options(self, group: GroupView, link: Callable[[str | None], str]) -> list[Option]:
        its = self._of(group)
        options = [Option("anyone", link(self._with(group, ()).written), not its)]
        for one in group.people:
            url = link(self._with(group, _pressed(group, its, one)).written)
            options.append(Option(one.slug, url, one in its, person=one))
        return options

    def _of(self, group: GroupView) -> tuple[StaffView, ...]:
        return tuple(one for one in group.people if one in self.chosen)

    def _with(self, group: GroupView, people: Sequence[StaffView]) -> "Party":
        others = (one for one in self.chosen if one not in group.people)
        return replace(self, chosen=_those(self.groups, [one.slug for one in (*people, *others)]))


def read_party(groups: Sequence[GroupView], named: str | None, *, fixed: str | None = None) -> Party:
    """The party an address names; whom its path names comes first. Refuses with `Invalid` who is no choice."""
    own = next(iter(_those(groups, [fixed or ""])), None)
    slugs = _named(groups, ",".join(one for one in (fixed, named) if one))
    beside = next((group for group in groups if own in group.people), None)
    chosen = (one for one in _those(groups, slugs) if one == own or beside is None or one not in beside.people)
    return Party(groups, tuple(chosen), own)


def read_move_party(groups: Sequence[GroupView], named: str | None, booking: BookingView) -> Party:
    """The party a booking that moves is to have: as named; else, unless any will do, as it has now if it can.

    Refuses with `Invalid` who is no choice.
    """
    slugs = _named(groups, named, ANY)
    now_with = [one.slug for one in booking.chosen]
    chosen = list[StaffView]()
    for group in groups:
        is_any = ANY in slugs and len(group.people) > 1
        chosen += _those([group], slugs) or (() if is_any else _those([group], now_with))
    return Party(groups, tuple(chosen), says_any=True)


def _named(groups: Sequence[GroupView], named: str | None, *others: str) -> list[str]:
    slugs = named.split(",") if named else []
    known = {one.slug for group in groups for one in group.people}
    if not known.union(others).issuperset(slugs):
        raise Invalid(field="staff", reason="is nobody who can be chosen for this service")
    return slugs


def _those(groups: Sequence[GroupView], slugs: Sequence[str]) -> tuple[StaffView, ...]:
    return tuple(one for group in groups for one in group.people if one.slug in slugs)


def _pressed(group: GroupView, its: Sequence[StaffView], one: StaffView) -> Sequence[StaffView]:
    """Who is chosen after a press on one: of a single one that one, of several that one too, or not any more."""
    if group.how_many == 1:
        return (one,)
    if one in its:
        return [other for other in its if other != one]
    return [*its[len(its) + 1 - group.how_many if len(its) >= group.how_many else 0 :], one]
