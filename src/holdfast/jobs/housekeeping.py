"""What the worker does by itself: ends what has run out, keeps the guard small, forgets what may be forgotten."""

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from holdfast.actions.housekeeping import BATCH, archive_past, forget_keys, forget_typed, lapse_overdue
from holdfast.queries.organisations import organisation_ids, overdue_organisation_ids

_STALLED_AFTER_SECONDS = 120
_KEEP_JOBS_HOURS = 72


# The sixth field is the seconds: it stands last.
@app.periodic(cron="* * * * * */30")
@app.task(name="holdfast.end_overdue", queueing_lock="holdfast.end_overdue")
def end_overdue(timestamp: int) -> None:
    """Every half minute: holds and requests whose time has passed."""
    for organisation_id in overdue_organisation_ids():
        while lapse_overdue(now=timezone.now(), organisation_id=organisation_id) >= BATCH:
            pass


@app.periodic(cron="17 2 * * *")
@app.task(name="holdfast.tidy", queueing_lock="holdfast.tidy")
def tidy(timestamp: int) -> None:
    """Every night: what is over leaves the guard, old keys and what was typed in vain are forgotten."""
    for organisation_id in organisation_ids():
        while archive_past(now=timezone.now(), organisation_id=organisation_id) >= BATCH:
            pass
        forget_typed(now=timezone.now(), organisation_id=organisation_id)
        forget_keys(now=timezone.now(), organisation_id=organisation_id)


@app.periodic(cron="*/5 * * * *")
@app.task(name="holdfast.revive", queueing_lock="holdfast.revive", pass_context=True)
async def revive(context: JobContext, timestamp: int) -> None:
    """Every five minutes: jobs whose worker died are given to another, and old ones removed."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=_STALLED_AFTER_SECONDS):
        await manager.retry_job(job)
    await manager.delete_old_jobs(nb_hours=_KEEP_JOBS_HOURS)
