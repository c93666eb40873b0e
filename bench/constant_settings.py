"""The product's settings with one constant address."""

from holdfast.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.constant_django"
