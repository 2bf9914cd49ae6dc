"""What is unsafe about the queues: work or letters that nobody takes up, and letters that do not go."""

from collections.abc import Iterator
from datetime import datetime

from django.db import DatabaseError

from fivefold.method.common.errors import InputError
from fivefold.records.accounts import queries as of_accounts
from fivefold.records.accounts.acting import overseeing
from fivefold.records.accounts.queries import Post
from fivefold.records.jobs import queries as of_jobs

Told = tuple[str, str, str]
"""A finding's key, what is unsafe, and what to do."""

_AT = "%Y-%m-%d %H:%M"


def queue_findings(now: datetime) -> Iterator[Told]:
    """Findings about the queues; none where the database or the keys have findings of their own. No address in any."""
    try:
        with overseeing():
            job = of_jobs.unattended(now)
            post = of_accounts.post(now)
    except (DatabaseError, InputError):
        return
    oldest = min(filter(None, (job, post.unattended)), default=None)
    if oldest is not None:
        yield (
            "no-worker",
            f"Nobody does what was asked for: something has waited since {oldest:{_AT}} UTC",
            "Run `fivefold ops work`, or `fivefold ops serve` without --no-work (docs/how-to/deploy.md).",
        )
    yield from _letters(post)


def _letters(post: Post) -> Iterator[Told]:
    see = "See what FIVEFOLD_EMAIL says, and whether the mail server answers; the log says what went wrong."
    if post.failing:
        said = f"{post.failing} e-mail{'s' * (post.failing != 1)} could not be sent yet"
        yield "mail", said, f"They are tried again. {see}"
    if post.given_up:
        said = (
            f"{post.given_up} e-mail{'s' * (post.given_up != 1)} could not be sent in the last week and were destroyed"
        )
        yield "mail-given-up", said, f"{see} Then invite those people again who have not joined."
