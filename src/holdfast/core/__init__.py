"""Plain Python: availability, the life of a booking, and what both are made of. No Django, no clock, no I/O."""
