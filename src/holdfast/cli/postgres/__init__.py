"""Our own launcher of the bundled PostgreSQL: where it lies, as whom it runs, and that it ends with us."""
