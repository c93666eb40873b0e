"""Doors for the worker: load ids, take now, call one action."""
