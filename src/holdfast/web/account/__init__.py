"""Logging in and out; allauth owns sessions and passwords."""
