"""Django's database backend for PostgreSQL, as Holdfast uses it."""
