"""All tables, one file a noun."""

from holdfast.data.models.booking import Assignment, Basket, Booking
from holdfast.data.models.customer import Customer
from holdfast.data.models.image import Image
from holdfast.data.models.installation import Installation
from holdfast.data.models.journal import IdempotencyKey, Journal, Remark
from holdfast.data.models.ledger import Allocation, AllocationHistory, Counter, CounterClaim
from holdfast.data.models.location import Location
from holdfast.data.models.organisation import Organisation
from holdfast.data.models.resource import Resource
from holdfast.data.models.schedule import (
    Block,
    Closure,
    Override,
    OverrideShift,
    Schedule,
    ScheduleShift,
)
from holdfast.data.models.service import (
    Phase,
    Requirement,
    RequirementCandidate,
    RequirementPhase,
    Service,
    ServiceLocation,
)
from holdfast.data.models.skill import RequirementSkill, ResourceSkill, Skill
from holdfast.data.models.staff import Invitation, Membership, User
from holdfast.data.models.throttle import Throttle

__all__ = [
    "Allocation",
    "AllocationHistory",
    "Assignment",
    "Basket",
    "Block",
    "Booking",
    "Closure",
    "Counter",
    "CounterClaim",
    "Customer",
    "IdempotencyKey",
    "Image",
    "Installation",
    "Invitation",
    "Journal",
    "Location",
    "Membership",
    "Organisation",
    "Override",
    "OverrideShift",
    "Phase",
    "Remark",
    "Requirement",
    "RequirementCandidate",
    "RequirementPhase",
    "RequirementSkill",
    "Resource",
    "ResourceSkill",
    "Schedule",
    "ScheduleShift",
    "Service",
    "ServiceLocation",
    "Skill",
    "Throttle",
    "User",
]
