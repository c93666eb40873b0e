"""The WSGI entry: granian loads `application` from here in each of its workers."""

import gc
import os
import signal

from django.core.wsgi import get_wsgi_application

from holdfast.cli.lifetime import die_with_parent
from holdfast.config.bodies import with_streamed_bodies
from holdfast.config.charset import with_readable_charset

# granian's main process may be killed outright; its workers must not be left serving. Not with SIGTERM: for
# that a worker waits until its connections have ended, and a client may keep one open for long.
die_with_parent(signal.SIGKILL)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "holdfast.config.settings")
application = with_readable_charset(with_streamed_bodies(get_wsgi_application()))
# What is loaded by now stays for good: the collector need not look at it again and again.
gc.collect()
gc.freeze()
# A month of fifty people is thousands of tuples in one request: at the default it would look every 700 of them.
gc.set_threshold(10_000, 20, 20)
