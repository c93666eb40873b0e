"""Proof of the core: examples that people can read, and properties against a brute-force oracle."""

import os


def times(examples: int) -> int:
    """A number of examples, multiplied by `HOLDFAST_EXAMPLES`."""
    return max(1, int(examples * float(os.environ.get("HOLDFAST_EXAMPLES", "1"))))
