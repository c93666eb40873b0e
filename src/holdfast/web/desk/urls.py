"""The desk's addresses."""

from django.urls import path

from holdfast.web.desk.offer_urls import offer_urls
from holdfast.web.desk.views import (
    agenda,
    booking,
    founding,
    guide,
    joining,
    moving,
    people,
    search,
    start,
    telephone,
    why,
)

app_name = "desk"
urlpatterns = [
    *offer_urls,
    path("start", founding.how, name="how"),
    path("start/<str:token>", founding.found, name="found"),
    path("join/<str:token>", joining.joining, name="join"),
    path("desk", agenda.home, name="home"),
    path("desk/<slug:organisation>", agenda.agenda, name="agenda"),
    path("desk/<slug:organisation>/search", search.search, name="search"),
    path("desk/<slug:organisation>/people", people.people, name="people"),
    path("desk/<slug:organisation>/people/invite", people.invitation_form, name="invite"),
    path("desk/<slug:organisation>/people/invitations/<uuid:invitation>", people.invitation, name="invitation"),
    path(
        "desk/<slug:organisation>/people/invitations/<uuid:invitation>/take-back",
        people.take_back,
        name="take_back",
    ),
    path("desk/<slug:organisation>/people/<uuid:worker>", people.worker, name="worker"),
    path("desk/<slug:organisation>/people/<uuid:worker>/remove", people.remove, name="remove_worker"),
    path("desk/<slug:organisation>/people/<uuid:worker>/password", people.password_link, name="worker_password"),
    path("desk/<slug:organisation>/guides/pictures/<slug:picture>.png", guide.picture, name="guide_picture"),
    path("desk/<slug:organisation>/guides/<slug:guide>", guide.guide, name="guide"),
    path("desk/<slug:organisation>/poster", start.poster, name="poster"),
    path("desk/<slug:organisation>/start", start.start, name="start"),
    path("desk/<slug:organisation>/start/<slug:step>", start.step, name="start_step"),
    path("desk/<slug:organisation>/why", why.why, name="why"),
    path("desk/<slug:organisation>/book", telephone.telephone, name="book"),
    path("desk/<slug:organisation>/book/<slug:ref>", telephone.booked, name="booked"),
    path("desk/<slug:organisation>/bookings/<slug:ref>", booking.booking, name="booking"),
    path("desk/<slug:organisation>/bookings/<slug:ref>/notes", booking.write_notes, name="notes"),
    path("desk/<slug:organisation>/bookings/<slug:ref>/move", moving.move, name="move"),
    path("desk/<slug:organisation>/bookings/<slug:ref>/<slug:verb>", booking.change, name="change"),
]
