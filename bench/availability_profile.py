"""In which functions the time of an asking goes."""

import cProfile
import pstats
from collections.abc import Callable
from typing import Any

_MOST = 12


def show_profile(name: str, ask: Callable[[int], Any], *, times: int) -> None:
    """Prints the functions that take most themselves; the profiler makes small functions look dearer."""
    profile = cProfile.Profile()
    profile.enable()
    for start in range(times):
        ask(start)
    profile.disable()
    stats = pstats.Stats(profile)
    print(f"\nprofile: {name}; ms an asking, {stats.total_tt / times * 1000:.1f} with the profiler")  # type: ignore[attr-defined]
    entries = stats.stats.items()  # type: ignore[attr-defined]
    for (file, line, function), (_, calls, own, _, _) in sorted(entries, key=lambda one: -one[1][2])[:_MOST]:
        where = f"{file.rpartition('/')[2]}:{line} {function}" if line else function
        print(f"  {own / times * 1000:>8.2f}  {calls / times:>10,.0f} calls  {where}")
