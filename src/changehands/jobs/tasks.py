"""The tasks of the worker. Each may be repeated after a kill, so each is idempotent."""

from typing import Final
from uuid import UUID

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status
from procrastinate.types import JSONValue

from changehands.core import health, tokens, transfers, webhooks
from changehands.core.notifications import forget as forget_notifications
from changehands.core.notifications import queries as notifications
from changehands.jobs import mails
from changehands.jobs.composing import compose
from changehands.jobs.webhooks import deliver
from changehands.kernel.clock import now

MAIL: Final = RetryStrategy(max_attempts=8, exponential_wait=4)
# for a database that is away: what the receiver answers is written down, and no error
NOTING: Final = RetryStrategy(max_attempts=8, exponential_wait=4)


@app.task(name="mail_link", queue="mail", retry=MAIL)
def mail_link(mailing: str) -> None:
    """Send a transfer's link to the address of a mailing, unless it was sent or is no use now."""
    mails.send_link(UUID(mailing), at=now())


@app.task(name="notify", queue="mail", retry=MAIL)
def notify(event: str, transfer: str) -> None:
    """Queue a mail for each administrator of both sides: one that fails repeats for nobody else."""
    told: list[dict[str, JSONValue]] = [
        {"event": event, "transfer": transfer, "user": str(user), "side": side}
        for user, side in mails.people_to_tell(event, UUID(transfer)).items()
    ]
    if told:
        notify_person.batch_defer(*told)


@app.task(name="notify_person", queue="mail", retry=MAIL)
def notify_person(event: str, transfer: str, user: str, side: str) -> None:
    """Tell one person what became of a transfer."""
    mails.send_notice(event, UUID(transfer), UUID(user), side)


@app.task(name="mail_notices", queue="mail", retry=MAIL)
def mail_notices(act: str) -> None:
    """Queue a mail for each person whose own access or role an act has changed."""
    told: list[dict[str, JSONValue]] = [
        {"notification": str(key)} for key in notifications.to_mail(UUID(act))
    ]
    if told:
        mail_notice.batch_defer(*told)


@app.task(name="mail_notice", queue="mail", retry=MAIL)
def mail_notice(notification: str) -> None:
    """Tell one person what became of their access or role."""
    mails.send_own_notice(UUID(notification))


@app.task(name="deliver_webhook", queue="webhooks", priority=-1, retry=NOTING)
def deliver_webhook(delivery: str, run: int, attempt: int) -> None:
    """Make one attempt to deliver a message; it asks for the next one itself if it fails."""
    deliver(UUID(delivery), run=run, attempt=attempt, clock=now)


@app.task(name="mail_invitation", queue="mail", retry=MAIL)
def mail_invitation(invitation: str) -> None:
    """Send an invitation into an Organization."""
    mails.send_invitation(UUID(invitation))


@app.task(name="send_account_mail", queue="mail", retry=MAIL)
def send_account_mail(subject: str, body: str, to: str, html: str = "") -> None:
    """Send a mail of the accounts (confirmation, password), rendered when it was asked for."""
    compose(subject=subject, text=body, html=html, to=to).send()


@app.periodic(cron="* * * * *")
@app.task(name="expire", queueing_lock="expire")
def expire(timestamp: int) -> None:
    """End the transfers whose time is over."""
    transfers.expire(at=now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="remind", queueing_lock="remind")
def remind(timestamp: int) -> None:
    """Remind of transfers that expire soon."""
    transfers.remind(at=now())


@app.periodic(cron="17 * * * *")
@app.task(name="forget", queueing_lock="forget")
def forget(timestamp: int) -> None:
    """Forget answers that nobody may ask for again, and notifications that were read long ago."""
    tokens.forget(at=now())
    forget_notifications(at=now())
    while webhooks.forget(at=now()):  # by the thousand, so that no lock is held for long
        pass


@app.periodic(cron="* * * * * */20")
@app.task(name="heartbeat", queueing_lock="heartbeat")
def heartbeat(timestamp: int) -> None:
    """Say that a worker is alive."""
    health.beat(at=now())


@app.periodic(cron="* * * * *")
@app.task(name="retry_stalled", queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Give the jobs of a killed worker to a living one."""
    for job in await app.job_manager.get_stalled_jobs():
        try:
            await app.job_manager.retry_job(job)
        except UniqueViolation:  # a periodic one of which the next is queued already
            await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)
