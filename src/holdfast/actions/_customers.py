"""Finding the customer a contact means."""

from datetime import datetime

from holdfast.core.contact import Contact
from holdfast.data.models import Customer
from holdfast.data.scope import Scope


def customer_of(scope: Scope, contact: Contact, now: datetime) -> int:
    """The customer with exactly these details, or a new one.

    Not by address alone: whoever types another person's address must neither change nor see their name.
    """
    same = scope.of(Customer).filter(email__iexact=contact.email, name=contact.name, phone=contact.phone)
    found = same.order_by("id").values_list("id", flat=True).first()
    if found is not None:
        return found
    return Customer.objects.create(
        organisation_id=scope.organisation_id,
        name=contact.name,
        email=contact.email,
        phone=contact.phone,
        created_at=now,
    ).id
