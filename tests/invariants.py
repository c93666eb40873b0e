"""The ledger's invariants as one question to the database, asked over whole tables.

Written apart from the code that keeps them: plain SQL, no model, no helper of the product.
"""

from typing import Any

# Each names what is broken; none may return a row.
BROKEN = {
    "I1 two live claims on a unit overlap": """
        SELECT a.id, b.id FROM holdfast_allocation a JOIN holdfast_allocation b
          ON a.organisation_id = b.organisation_id AND a.resource_id = b.resource_id
         AND a.unit = b.unit AND a.id < b.id AND a.during && b.during""",
    "I1 a claim is on a unit that does not exist": """
        SELECT a.id FROM holdfast_allocation a JOIN holdfast_resource r ON r.id = a.resource_id
        WHERE a.unit >= r.capacity""",
    "I2 a counter is out of bounds": "SELECT id FROM holdfast_counter WHERE used < 0 OR used > cap",
    "I2 a counter is not the sum of its claims": """
        SELECT c.id, c.used, sum(l.amount) FROM holdfast_counter c
        LEFT JOIN holdfast_counterclaim l ON l.counter_id = c.id
        GROUP BY c.id, c.used HAVING c.used <> coalesce(sum(l.amount), 0)""",
    "I5 the journal does not end in the booking's state": """
        SELECT b.id, b.state, j.kind FROM holdfast_booking b
        LEFT JOIN LATERAL (SELECT kind FROM holdfast_journal WHERE booking_id = b.id
            AND kind NOT IN ('extended', 'rescheduled', 'notes_written') ORDER BY id DESC LIMIT 1) j ON true
        WHERE j.kind IS DISTINCT FROM CASE WHEN b.state = 'lapsed' AND j.kind = 'released'
            THEN 'released' ELSE b.state END""",
    "I16 a live booking has no rows": """
        SELECT b.id FROM holdfast_booking b
        WHERE b.state IN ('held', 'awaiting_payment', 'requested', 'confirmed', 'checked_in')
          AND NOT EXISTS (SELECT FROM holdfast_allocation a WHERE a.booking_id = b.id)
          AND NOT EXISTS (SELECT FROM holdfast_allocationhistory h WHERE h.booking_id = b.id)""",
    "I16 a live booking's rows do not cover its roles": """
        SELECT b.id, s.resource_id FROM holdfast_booking b
        JOIN holdfast_assignment s ON s.booking_id = b.id
        WHERE b.state IN ('held', 'awaiting_payment', 'requested', 'confirmed', 'checked_in')
          AND NOT EXISTS (SELECT FROM holdfast_allocation a
              WHERE a.booking_id = b.id AND a.resource_id = s.resource_id)
          AND NOT EXISTS (SELECT FROM holdfast_allocationhistory h WHERE h.booking_id = b.id)""",
    "I16 a live booking has a row of someone who fills no role": """
        SELECT a.id FROM holdfast_allocation a
        WHERE NOT EXISTS (SELECT FROM holdfast_assignment s
            WHERE s.booking_id = a.booking_id AND s.resource_id = a.resource_id)""",
    "I16 a booking that is not live has rows": """
        SELECT a.id FROM holdfast_allocation a JOIN holdfast_booking b ON b.id = a.booking_id
        WHERE b.state NOT IN ('held', 'awaiting_payment', 'requested', 'confirmed', 'checked_in')""",
    # What took place, or should have, keeps its place under a cap per day.
    "I16 a booking that gave its time back still counts": """
        SELECT l.id FROM holdfast_counterclaim l JOIN holdfast_booking b ON b.id = l.booking_id
        WHERE b.state IN ('lapsed', 'declined', 'cancelled')""",
}


def broken(cursor: Any) -> dict[str, list[Any]]:
    """The invariants that do not hold, with the rows that show it; empty when all is well."""
    found = {}
    for name, sql in BROKEN.items():
        cursor.execute(sql)
        rows = cursor.fetchall()
        if rows:
            found[name] = rows
    return found


def assert_sound() -> None:
    """Fails with what is broken."""
    from django.db import connection

    with connection.cursor() as cursor:
        assert broken(cursor) == {}
