"""A mistake that a person could make, and the tests that must catch it."""

from typing import NamedTuple


class Mutation(NamedTuple):
    name: str
    file: str
    old: str
    new: str
    caught_by: str = "test_availability.py"
