"""Holdfast: a booking and ticketing system in which the database refuses a double booking."""
