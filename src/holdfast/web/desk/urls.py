"""The desk's addresses."""

from django.urls import path

from holdfast.web.desk.views import agenda, booking, founding, moving, start, telephone

app_name = "desk"
urlpatterns = [
    path("start", founding.how, name="how"),
    path("start/<str:token>", founding.found, name="found"),
    path("desk", agenda.home, name="home"),
    path("desk/<slug:organisation>", agenda.agenda, name="agenda"),
    path("desk/<slug:organisation>/poster", start.poster, name="poster"),
    path("desk/<slug:organisation>/start", start.start, name="start"),
    path("desk/<slug:organisation>/start/<slug:step>", start.step, name="start_step"),
    path("desk/<slug:organisation>/book", telephone.telephone, name="book"),
    path("desk/<slug:organisation>/book/<slug:ref>", telephone.booked, name="booked"),
    path("desk/<slug:organisation>/bookings/<slug:ref>", booking.booking, name="booking"),
    path("desk/<slug:organisation>/bookings/<slug:ref>/notes", booking.write_notes, name="notes"),
    path("desk/<slug:organisation>/bookings/<slug:ref>/move", moving.move, name="move"),
    path("desk/<slug:organisation>/bookings/<slug:ref>/<slug:verb>", booking.change, name="change"),
]
