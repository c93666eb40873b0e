"""Finding the customer a contact means."""

from datetime import datetime

from holdfast.core.contact import Contact, found_by

# The customer with exactly the details of a contact, or a new one, as a part of a statement; nobody where
# nobody is known yet. Not by address alone: who types another person's address must neither change nor see a name.
CUSTOMER = """
same AS (
    SELECT id FROM holdfast_customer
    WHERE %(is_known)s::bool AND organisation_id = %(org)s::bigint AND lower(email) = lower(%(email)s::text)
      AND name = %(name)s AND phone = %(phone)s
    ORDER BY id LIMIT 1
), made AS (
    INSERT INTO holdfast_customer (organisation_id, name, email, phone, found_by, created_at)
    SELECT %(org)s::bigint, %(name)s, %(email)s, %(phone)s, %(found_by)s, %(now)s
    WHERE %(is_known)s::bool AND NOT EXISTS (SELECT FROM same)
    RETURNING id
), customer AS (
    SELECT id FROM same UNION ALL SELECT id FROM made
)
"""


def customer_parameters(contact: Contact | None, now: datetime) -> dict[str, object]:
    """The parameters of `CUSTOMER`."""
    known = contact or Contact(name="", email="")
    return {
        "is_known": contact is not None,
        "name": known.name,
        "email": known.email,
        "phone": known.phone,
        "found_by": found_by(name=known.name, email=known.email, phone=known.phone),
        "now": now,
    }
