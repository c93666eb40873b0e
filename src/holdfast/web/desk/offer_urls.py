"""The desk's addresses for what can be booked, and when."""

from django.urls import path

from holdfast.web.desk.views import business, days, hours, places, resources, services, skills

_DESK = "desk/<slug:organisation>"
_OF = f"{_DESK}/hours/<slug:kind>/<slug:slug>"

offer_urls = [
    path(f"{_DESK}/services", services.services, name="services"),
    path(f"{_DESK}/services/new", services.new_service, name="new_service"),
    path(f"{_DESK}/services/<slug:service>", services.service, name="service"),
    path(f"{_DESK}/services/<slug:service>/order", services.order_service, name="order_service"),
    path(f"{_DESK}/resources", resources.resources, name="resources"),
    path(f"{_DESK}/resources/new", resources.new_resource, name="new_resource"),
    path(f"{_DESK}/resources/<slug:resource>", resources.resource, name="resource"),
    path(f"{_DESK}/resources/<slug:resource>/capacity", resources.resource_capacity, name="resource_capacity"),
    path(f"{_DESK}/resources/<slug:resource>/photo", resources.resource_photo, name="resource_photo"),
    path(
        f"{_DESK}/resources/<slug:resource>/photo/remove",
        resources.resource_photo_remove,
        name="resource_photo_remove",
    ),
    path(f"{_DESK}/resources/<slug:resource>/order", resources.order_resource, name="order_resource"),
    path(f"{_DESK}/skills", skills.skills, name="skills"),
    path(f"{_DESK}/skills/<slug:skill>", skills.skill, name="skill"),
    path(f"{_DESK}/skills/<slug:skill>/remove", skills.skill_remove, name="skill_remove"),
    path(f"{_DESK}/places", places.places, name="places"),
    path(f"{_DESK}/places/new", places.new_place, name="new_place"),
    path(f"{_DESK}/places/<slug:place>", places.place, name="place"),
    path(f"{_DESK}/places/<slug:place>/order", places.order_place, name="order_place"),
    path(f"{_DESK}/settings", business.business, name="business"),
    path(f"{_DESK}/settings/logo", business.logo, name="logo"),
    path(f"{_DESK}/settings/logo/remove", business.logo_remove, name="logo_remove"),
    path(f"{_DESK}/hours", hours.hours, name="hours"),
    path(_OF, hours.hours_of, name="hours_of"),
    path(f"{_OF}/weeks/new", hours.new_week, name="new_week"),
    path(f"{_OF}/weeks/<int:week>", hours.week, name="week"),
    path(f"{_OF}/weeks/<int:week>/remove", hours.week_remove, name="week_remove"),
    path(f"{_OF}/closures/new", days.new_closure, name="new_closure"),
    path(f"{_OF}/dates/new", days.new_override, name="new_override"),
    path(f"{_OF}/blocks/new", days.new_block, name="new_block"),
    path(f"{_OF}/<slug:what>/<int:row>/remove", days.remove_day, name="remove_day"),
]
