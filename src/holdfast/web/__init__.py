"""Doors for people: parse the request, call one query or action, render."""
