"""Rows: models, constraints, locks and migrations; the one Django app with tables."""
