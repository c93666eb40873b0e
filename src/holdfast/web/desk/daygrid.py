"""A day as columns beside each other, and a week as a table: the agenda's values put where they are drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from holdfast.core import lanes
from holdfast.core.interval import Instant, Span, overlaps
from holdfast.core.lanes import Spot
from holdfast.core.opening import dates
from holdfast.core.walltime import resolve_bound, to_datetime
from holdfast.queries.agenda import AgendaView, BlockView, ColumnView, EntryView, span_of

_USUAL = 8, 18
BookUrl = Callable[[str, datetime], str]


@dataclass(frozen=True, slots=True)
class Item:
    """Something drawn in a column: a booking, a block, a free hour to book in, or closed time."""

    spot: Spot
    starts_at: datetime
    ends_at: datetime
    entry: EntryView | None = None
    block: BlockView | None = None
    url: str = ""

    @property
    def place(self) -> str:
        """The classes that put it there."""
        whole = "whole" if self.spot.lanes == 1 else f"lane-{self.spot.lane}"
        return f"f{self.spot.row} s{self.spot.rows} {whole}"

    @property
    def is_closed(self) -> bool:
        """Whether it is nothing but shade."""
        return self.entry is None and self.block is None and not self.url

    @property
    def size(self) -> str:
        """How much can be written in it."""
        return "is-lowest" if self.spot.rows <= 4 else "is-low" if self.spot.rows <= 6 else ""


@dataclass(frozen=True, slots=True)
class Column:
    """A resource's day."""

    view: ColumnView
    items: tuple[Item, ...]
    lanes: int
    count: int


@dataclass(frozen=True, slots=True)
class DayGrid:
    """The columns of a day; `hours` are the lines of the clock, `now_row` where the time is."""

    hours: tuple[Item, ...]
    columns: tuple[Column, ...]
    rows: int
    now_row: int | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A resource's day in the table of a week."""

    day: date
    entries: tuple[EntryView, ...]
    blocks: tuple[BlockView, ...]
    is_open: bool


def make_day(agenda: AgendaView, *, now: Instant, book_url: BookUrl | None) -> DayGrid:
    """The day of an agenda as a grid; with `book_url` free hours lead to booking."""
    day = span_of(agenda.first, agenda.location)
    entries = [entry.span for entry in agenda.entries if entry.takes_time]
    # What is left of last night's shift is drawn only where something is booked in it.
    hours = [span for column in agenda.columns for span in column.open if span[0] >= day[0] or span[1] >= day[1]]
    blocks = [block.span for column in agenda.columns for block in column.blocks if overlaps(block.span, day)]
    drawn = lanes.whole_hours([*entries, *hours, *_short(blocks)], day, default=_usual(agenda))
    return DayGrid(
        hours=tuple(
            _item(lanes.spot((hour, hour + lanes.HOUR), drawn), (hour, hour + lanes.HOUR))
            for hour in range(drawn[0], drawn[1], lanes.HOUR)
        ),
        columns=tuple(_column(column, drawn, now=now, book_url=book_url) for column in agenda.columns),
        rows=(drawn[1] - drawn[0]) // lanes.ROW,
        now_row=lanes.row_of(now, drawn),
    )


def make_week(agenda: AgendaView) -> list[tuple[ColumnView, list[Cell]]]:
    """Each resource with its days."""
    days = [(day, span_of(day, agenda.location)) for day in dates(agenda.first, agenda.last)]
    return [(column, [_cell(column, *one) for one in days]) for column in agenda.columns]


def _cell(column: ColumnView, day: date, span: Span) -> Cell:
    return Cell(
        day,
        tuple(entry for entry in column.entries if entry.takes_time and overlaps(entry.span, span)),
        tuple(block for block in column.blocks if overlaps(block.span, span)),
        any(overlaps(hours, span) for hours in column.open),
    )


def _usual(agenda: AgendaView) -> Span:
    midnight = datetime(agenda.first.year, agenda.first.month, agenda.first.day)  # noqa: DTZ001 - a wall time
    first, last = (resolve_bound(midnight.replace(hour=hour), agenda.location.zone) for hour in _USUAL)
    return first, last


def _short(spans: Sequence[Span]) -> list[Span]:
    """Those that do not stretch over the whole day: a repair of three days says nothing of what to draw."""
    return [span for span in spans if span[1] - span[0] <= 12 * lanes.HOUR]


def _column(view: ColumnView, drawn: Span, *, now: Instant, book_url: BookUrl | None) -> Column:
    things = sorted(
        [
            *((entry.span, entry, None) for entry in view.entries if entry.takes_time),
            *((block.span, None, block) for block in view.blocks),
        ],
        key=lambda thing: thing[0],
    )
    things = [thing for thing in things if overlaps(thing[0], drawn)]
    spots = lanes.arrange([span for span, _, _ in things], drawn)
    items = [
        _item(spot, span, entry=entry, block=block)
        for spot, (span, entry, block) in zip(spots, things, strict=True)
    ]
    items += [_item(lanes.spot(span, drawn), span) for span in lanes.closed(drawn, view.open)]
    if book_url is not None and view.kind == "person":
        free = lanes.free_hours(view.open, [span for span, _, _ in things], drawn, after=now)
        items += [
            _item(lanes.spot(span, drawn), span, url=book_url(view.slug, to_datetime(span[0]))) for span in free
        ]
    count = sum(1 for entry in view.entries if entry.takes_time)
    ordered = sorted(items, key=lambda item: (not item.is_closed, item.starts_at))
    return Column(view, tuple(ordered), lanes.most_lanes(spots), count)


def _item(
    spot: Spot, span: Span, *, entry: EntryView | None = None, block: BlockView | None = None, url: str = ""
) -> Item:
    return Item(spot, to_datetime(span[0]), to_datetime(span[1]), entry, block, url)
