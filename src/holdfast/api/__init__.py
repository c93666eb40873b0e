"""Doors for programs: JSON over HTTP, errors as problem+json."""
