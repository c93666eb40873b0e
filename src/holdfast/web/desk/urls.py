"""The desk's addresses."""

from django.urls import path

from holdfast.web.desk.views import agenda, booking

app_name = "desk"
urlpatterns = [
    path("desk", agenda.home, name="home"),
    path("desk/<slug:organisation>", agenda.agenda, name="agenda"),
    path("desk/<slug:organisation>/bookings/<slug:ref>", booking.booking, name="booking"),
    path("desk/<slug:organisation>/bookings/<slug:ref>/<slug:verb>", booking.change, name="change"),
]
