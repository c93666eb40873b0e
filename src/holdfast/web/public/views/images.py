"""Logos and photos as files."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import etag

from holdfast.queries.images import get_image
from holdfast.queries.organisations import get_organisation
from holdfast.web.access import public

# The address says what is in it: another picture has another one.
_FOR_EVER = "public, max-age=31536000, immutable"
# Opened by itself, it may run and load nothing, whatever it turns out to be.
_NOTHING_ALLOWED = "default-src 'none'; sandbox"


@public("GET")
def image(request: HttpRequest, organisation: str, digest: str) -> HttpResponse:
    """A picture of the business, named by a digest of its content."""
    found = get_image(organisation_id=get_organisation(organisation).id, digest=digest)

    @etag(lambda _request: f'"{digest}"')
    def answer(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(found.content, content_type=found.media_type)

    response = answer(request)
    response.headers["Cache-Control"] = _FOR_EVER
    response.headers["Content-Security-Policy"] = _NOTHING_ALLOWED
    return response
