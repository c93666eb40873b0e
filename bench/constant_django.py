"""The limit of Django: the constant answer through all our middleware. Settings: bench.constant_settings."""

from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bench.constant import BODY


def constant(request: HttpRequest) -> HttpResponse:
    return HttpResponse(BODY, content_type="application/json")


urlpatterns = [path("constant", constant)]
application = get_wsgi_application()
