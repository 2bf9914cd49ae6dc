"""Writing memos."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fivefold.method.common.errors import InputError
from fivefold.records.accounts.access import Actor, require
from fivefold.records.accounts.models import Share, ShareKind, Study
from fivefold.records.audit.verbs import Verb
from fivefold.records.coding.access import refuse_write_memo
from fivefold.records.coding.memos import line_of
from fivefold.records.coding.models import Memo, MemoAbout
from fivefold.records.revisions import changes, lines
from fivefold.records.revisions.lines import Write
from fivefold.records.revisions.models import Kind

LONGEST = 20_000
"""Code points of one memo."""


@transaction.atomic
def write(
    study: Study,
    *,
    text: str,
    by: Actor,
    at: datetime,
    submission: UUID | None = None,
    code: str | None = None,
) -> Memo:
    """Write a memo about the study, about one of its submissions, or about a code of its codebook.

    Raises InputError for a memo without words or with too many. That the submission and the code are the study's is
    the caller's to have looked up.
    """
    require(refuse_write_memo(by, study.id))
    share = Share.objects.get(study=study, kind=ShareKind.RESEARCH)
    about = MemoAbout.SUBMISSION if submission else MemoAbout.CODE if code else MemoAbout.STUDY
    made = Memo.objects.create(share=share, about=about, subject=submission, made=at)
    line = lines.line(Kind.MEMO, share=share, subject=made.id)
    state = {"text": plain(text), "code": code}
    _tell([Write(line, changes.put(state), against=0)], made, by=by, at=at)
    return made


@transaction.atomic
def rewrite(memo: Memo, *, text: str, seen: int, by: Actor, at: datetime) -> None:
    """Change what a memo says; what it said before stays in its history.

    seen: number of the version the writer started from; Conflict, with nothing written, where there is a newer one.
    """
    require(refuse_write_memo(by, memo.share.study_id))
    change = changes.keys(given={"text": plain(text)})
    _tell([Write(line_of(memo), change, against=seen)], memo, by=by, at=at)


def plain(text: str) -> str:
    """The text as it is kept: plain line ends, no white space around. InputError without words or with too many."""
    words = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not words:
        raise InputError("a memo needs words", next_step="Write the memo, or leave this page.")
    if len(words) > LONGEST:
        raise InputError(
            f"the memo has {len(words):,} characters, and {LONGEST:,} is the most",
            next_step="Shorten it, or write two memos.",
        )
    return words


def _tell(writes: list[Write], memo: Memo, *, by: Actor, at: datetime) -> None:
    facts = {"about": str(memo.about)}
    lines.write(writes, verb=Verb.MEMO_WRITTEN, by=by, at=at, share=memo.share, subject=memo.id, facts=facts)
