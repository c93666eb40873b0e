"""The one Django app with tables."""

from django.apps import AppConfig


class DataConfig(AppConfig):
    name = "holdfast.data"
    label = "holdfast"
    verbose_name = "Holdfast"
