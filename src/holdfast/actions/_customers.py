"""Finding the customer a contact means."""

from datetime import datetime

from holdfast.core.contact import Contact
from holdfast.data.scope import Scope


def customer_of(scope: Scope, contact: Contact, now: datetime) -> int:
    """The customer with exactly these details, or a new one.

    Not by address alone: whoever types another person's address must neither change nor see their name.
    """
    rows = scope.rows(
        """WITH same AS (
            SELECT id FROM holdfast_customer
            WHERE organisation_id = %(org)s::bigint AND lower(email) = lower(%(email)s::text)
              AND name = %(name)s AND phone = %(phone)s
            ORDER BY id LIMIT 1
        ), made AS (
            INSERT INTO holdfast_customer (organisation_id, name, email, phone, created_at)
            SELECT %(org)s::bigint, %(name)s, %(email)s, %(phone)s, %(now)s WHERE NOT EXISTS (SELECT FROM same)
            RETURNING id
        )
        SELECT id FROM same UNION ALL SELECT id FROM made""",
        name=contact.name,
        email=contact.email,
        phone=contact.phone,
        now=now,
    )
    return int(rows[0][0])
