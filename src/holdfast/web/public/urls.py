"""The customer's addresses. The last three take what nothing before them took."""

from django.urls import path

from holdfast.web.public.views import business, holds, images, manage, moving, service

app_name = "public"
urlpatterns = [
    path("", business.home, name="home"),
    path("healthz", business.health, name="health"),
    path("h/<str:token>", holds.hold, name="hold"),
    path("h/<str:token>/confirm", holds.confirm, name="hold_confirm"),
    path("h/<str:token>/extend", holds.extend, name="hold_extend"),
    path("h/<str:token>/release", holds.release, name="hold_release"),
    path("h/<str:token>/again", holds.again, name="hold_again"),
    path("h/<str:token>/details", holds.details, name="hold_details"),
    path("b/<str:token>", manage.booking, name="booking"),
    path("b/<str:token>/calendar.ics", manage.calendar, name="booking_calendar"),
    path("b/<str:token>/cancel", manage.cancel, name="booking_cancel"),
    path("b/<str:token>/move", moving.move, name="booking_move"),
    path("<slug:organisation>/theme.css", business.theme, name="theme"),
    path("<slug:organisation>/images/<slug:digest>.webp", images.image, name="image"),
    path("<slug:organisation>", business.business, name="business"),
    path("<slug:organisation>/<slug:service>", service.service, name="service"),
    path("<slug:organisation>/<slug:service>/<slug:staff>", service.service, name="service_with"),
]
