"""The guides, from the pages they explain."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from holdfast.queries.access import Member, Right
from holdfast.web.access import staff
from holdfast.web.desk.guides import GUIDES, find_picture, guide_html
from holdfast.web.rendering import page


@staff(Right.SEE_AGENDA, "GET")
def guide(request: HttpRequest, member: Member, guide: str) -> HttpResponse:
    """One guide."""
    if guide not in GUIDES:
        raise Http404
    slug = member.organisation.slug
    links = tuple((name, reverse("desk:guide", args=[slug, name])) for name in GUIDES)
    pictures = reverse("desk:guide_picture", args=[slug, "x"]).removesuffix("x.png")
    context = {"member": member, "guide": guide_html(guide, links, pictures), "name": guide, "guides": links}
    return page(request, "desk/guide.html", context, organisation=member.organisation)


@staff(Right.SEE_AGENDA, "GET")
def picture(request: HttpRequest, member: Member, picture: str) -> HttpResponseBase:
    """A picture of the guides."""
    found = find_picture(picture)
    if found is None:
        raise Http404
    return FileResponse(found.open("rb"), content_type="image/png")
