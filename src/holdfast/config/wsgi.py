"""The WSGI entry: granian loads `application` from here in each of its workers."""

import os

from django.core.wsgi import get_wsgi_application

from holdfast.cli.lifetime import die_with_parent

# granian's main process may be killed outright; its workers must not be left serving.
die_with_parent()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "holdfast.config.settings")
application = get_wsgi_application()
