"""How many examples Hypothesis tries here.

`HOLDFAST_EXAMPLES=10` tries ten times as many, and more than 1 also tries new ones on every run; without it the
run is the same each time, so that a gate does not fail by the luck of the draw. Found counterexamples are kept as
tests.
"""

import os
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings

import holdfast.core

TIMES = float(os.environ.get("HOLDFAST_EXAMPLES", "1"))

settings.register_profile(
    "holdfast",
    deadline=None,
    derandomize=TIMES <= 1,
    database=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
    # A planted mutation need only be caught, not made small.
    phases=[Phase.explicit, Phase.generate] if TIMES < 1 else list(Phase),
)
settings.load_profile("holdfast")


def pytest_configure():
    # tests/mutations runs these tests against a copy of the core: it must be that copy.
    wanted = os.environ.get("HOLDFAST_CORE_IS_IN")
    if wanted and not Path(holdfast.core.__file__).is_relative_to(wanted):
        raise RuntimeError(f"tests meet {holdfast.core.__file__}, not the core in {wanted}")
