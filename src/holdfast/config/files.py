"""How static files are sent."""

from whitenoise.middleware import WhiteNoiseMiddleware


class Files(WhiteNoiseMiddleware):  # type: ignore[misc] # whitenoise is untyped
    """Whitenoise's. A name that says its content never means anything else: whoever has it need not ask again."""

    FOREVER = 365 * 24 * 60 * 60
