"""The URL map. The customer's addresses come last: a business's name takes whatever nothing else took."""

from django.urls import URLPattern, URLResolver, include, path

from holdfast.api.v1.router import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("", include("holdfast.web.account.urls")),
    path("", include("holdfast.web.desk.urls")),
    path("", include("holdfast.web.public.urls")),
]

handler400 = "holdfast.web.errors.bad_request"
handler403 = "holdfast.web.errors.forbidden"
handler404 = "holdfast.web.errors.not_found"
handler500 = "holdfast.web.errors.server_error"
