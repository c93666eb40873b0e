"""Catalogues of translations: taken from the source, kept up to date, compiled. Not shipped; see CONTRIBUTING."""
