"""The holdfast command, and the launcher of the bundled database."""
