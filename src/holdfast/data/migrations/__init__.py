"""One line of schema history."""
