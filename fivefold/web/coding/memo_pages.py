"""Memos: their list, one with its history, and the form, as values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django import forms

from fivefold.method.coding.codebook import Codebook
from fivefold.records.accounts.models import Study
from fivefold.records.coding.codebooks import Codes
from fivefold.records.coding.memos import Version, Written
from fivefold.records.coding.models import MemoAbout
from fivefold.web.coding.forms import MemoFilter
from fivefold.web.page import Crumb, Page


@dataclass(frozen=True, slots=True)
class Subject:
    """What a memo is, or is to be, about. submission and code are None where it is about the study."""

    words: str
    href: str
    submission: UUID | None = None
    code: str | None = None

    @property
    def query(self) -> str:
        """The end of the address of a new memo about it."""
        told = {"submission": self.submission} if self.submission else {"code": self.code} if self.code else {}
        return f"?{urlencode(told)}" if told else ""


@dataclass(frozen=True, slots=True)
class Naming:
    """Names what memos are about. references: of the frameworks the reader may see, by submission."""

    study: Study
    codes: Codes
    references: Mapping[UUID, str]

    @classmethod
    def of(cls, study: Study, book: Codebook, references: Mapping[UUID, str]) -> "Naming":
        """Names for a study's memos."""
        return cls(study, Codes.of(book), references)

    def subject(self, *, submission: UUID | None = None, code: str | None = None) -> Subject:
        """What stands for it on a page."""
        if submission is not None:
            reference = self.references.get(submission)
            words = f"Framework {reference}" if reference else "A framework you cannot see"
            href = f"/studies/{self.study.name}/submissions/{submission}/coding/" if reference else ""
            return Subject(words, href, submission=submission)
        if code is not None:
            path = " > ".join(self.codes[code].path)
            query = urlencode({"code": code})
            return Subject(path, f"/studies/{self.study.name}/codebook/passages/?{query}", code=code)
        return Subject("The study", f"/studies/{self.study.name}/")


@dataclass(frozen=True, slots=True)
class MemoItem:
    """A memo in a list, as it stands now. changed: whether there is an earlier version."""

    href: str
    subject: Subject
    newest: Version
    changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MemosPage(Page):
    """The study's memos, all or those about one thing. subject: the one thing asked for."""

    filter: MemoFilter
    clear_href: str
    subject: Subject | None
    memos: tuple[MemoItem, ...]
    new_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoPage(Page):
    """One memo with everything it said before, newest first."""

    subject: Subject
    newest: Version
    earlier: tuple[Version, ...]
    change_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoFormPage(Page):
    """The form. theirs: what somebody else saved while it was written, which nothing has overwritten."""

    subject: Subject
    form: forms.Form
    theirs: Version | None
    back_href: str


def memos(naming: Naming, written: Iterable[Written], *, about: MemoAbout | None, subject: Subject | None) -> MemosPage:
    """The page of memos."""
    home = _home(naming.study)
    return MemosPage(
        kind="Memos",
        heading="Memos",
        caption=subject.words if subject else "",
        filter=MemoFilter(about or ""),
        clear_href=home if about or subject else "",
        subject=subject,
        memos=tuple(
            MemoItem(
                f"{home}{one.id}/",
                naming.subject(submission=one.submission, code=one.code),
                one.newest,
                len(one.versions) > 1,
            )
            for one in written
        ),
        new_href=f"{home}new/{subject.query if subject else ''}",
    )


def memo(naming: Naming, written: Written) -> MemoPage:
    """The page of one memo."""
    home = _home(naming.study)
    return MemoPage(
        kind="Memo",
        heading="Memo",
        crumbs=(Crumb("Memos", home),),
        subject=naming.subject(submission=written.submission, code=written.code),
        newest=written.newest,
        earlier=tuple(reversed(written.versions[:-1])),
        change_href=f"{home}{written.id}/change/",
    )


def memo_form(
    study: Study, subject: Subject, form: forms.Form, *, memo: UUID | None = None, theirs: Version | None = None
) -> MemoFormPage:
    """The page on which a memo is written, or changed."""
    home = _home(study)
    heading = "Change a memo" if memo else "Write a memo"
    return MemoFormPage(
        kind=heading,
        heading=heading,
        caption=subject.words,
        crumbs=(Crumb("Memos", home),),
        subject=subject,
        form=form,
        theirs=theirs,
        back_href=f"{home}{memo}/" if memo else home,
    )


def _home(study: Study) -> str:
    return f"/studies/{study.name}/memos/"
