"""Every way to meet demands, by trying them all; shares nothing with the core, like the oracle."""

from collections import Counter
from itertools import product


def assignments(
    wanted: list, capacity: dict[int, int], busy: dict[int, list], caps: dict[int, int]
) -> list[tuple[int, ...]]:
    """Every way to meet demands `(owner, units, {key: {resource: [(start, end)]}})` at small integer times.

    `caps` {resource: how many owners it may serve}.
    """
    found = []
    for team in product(*(options for _owner, _units, options in wanted)):
        used: Counter = Counter()
        for key, spans in busy.items():
            for start, end in spans:
                used.update((key, moment) for moment in range(start, end))
        owners: dict[int, set[int]] = {}
        asked = []
        for (owner, units, options), key in zip(wanted, team, strict=True):
            for resource, spans in options[key].items():
                owners.setdefault(resource, set()).add(owner)
                asked.append((resource, units))
                # Of one demand, intervals that overlap are one: the same units serve both.
                for moment in {moment for start, end in spans for moment in range(start, end)}:
                    used[resource, moment] += units
        if (
            all(units <= capacity[resource] for resource, units in asked)
            and all(used[resource, moment] <= capacity[resource] for resource, moment in used)
            and all(len(those) <= caps.get(resource, len(those)) for resource, those in owners.items())
        ):
            found.append(team)
    return found
