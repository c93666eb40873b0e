"""What Django's models cannot say: composite keys, and the database's own clock."""

from django.db import migrations

from holdfast.data.keys import composite_keys

# The clock of expiry. A function of its own, so that tests can set it forward; the application's role, which
# owns nothing, cannot replace it.
CREATE_CLOCK = """
CREATE FUNCTION holdfast_clock() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE
AS 'SELECT clock_timestamp()'
"""


class Migration(migrations.Migration):
    dependencies = [("holdfast", "0001_initial")]

    operations = [
        composite_keys(
            [
                ("basket", "customer", "customer"),
                ("booking", "basket", "basket"),
                ("booking", "service", "service"),
                ("booking", "location", "location"),
                ("booking", "customer", "customer"),
                ("assignment", "booking", "booking"),
                ("assignment", "requirement", "requirement"),
                ("assignment", "resource", "resource"),
                ("journal", "booking", "booking"),
                ("allocation", "resource", "resource"),
                ("allocation", "booking", "booking"),
                ("allocationhistory", "resource", "resource"),
                ("allocationhistory", "booking", "booking"),
                ("counterclaim", "booking", "booking"),
                ("counterclaim", "counter", "counter"),
                ("resource", "location", "location"),
                ("schedule", "location", "location"),
                ("schedule", "resource", "resource"),
                ("scheduleshift", "schedule", "schedule"),
                ("override", "location", "location"),
                ("override", "resource", "resource"),
                ("overrideshift", "override", "override"),
                ("closure", "location", "location"),
                ("closure", "resource", "resource"),
                ("block", "resource", "resource"),
                ("servicelocation", "service", "service"),
                ("servicelocation", "location", "location"),
                ("phase", "service", "service"),
                ("requirement", "service", "service"),
                ("requirementphase", "requirement", "requirement"),
                ("requirementphase", "phase", "phase"),
                ("requirementcandidate", "requirement", "requirement"),
                ("requirementcandidate", "resource", "resource"),
                ("membership", "resource", "resource"),
            ]
        ),
        migrations.RunSQL(CREATE_CLOCK, "DROP FUNCTION holdfast_clock()"),
    ]
