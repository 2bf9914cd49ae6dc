"""What is unsafe about an installation, and what to do about each finding.

A finding is urgent when records are in danger as things stand. An installation that only this machine reaches is let
off what matters once others reach it; those findings are said as advice.
"""

import os
import shutil
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.checks import Error, Tags, run_checks
from django.core.checks.registry import registry
from django.db import connection

from fivefold.cli import ops_archive
from fivefold.cli.ops_findings_database import database_findings
from fivefold.cli.ops_findings_queues import queue_findings
from fivefold.method.common.errors import InputError
from fivefold.records.vault.opening import key_store
from fivefold.records.vault.private_files import open_to_others

_ROOM = 1024**3
_BACKUP_AGE = timedelta(days=1, hours=2)
_DRILL_AGE = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is unsafe. key: stable, for a program. do: what to do about it."""

    key: str
    what: str
    do: str
    urgent: bool = True


def findings(*, now: datetime) -> list[Finding]:
    """Everything there is to say, urgent findings first. Changes nothing."""
    found = [one for check in CHECKS for one in check(now)]
    return sorted(found, key=lambda one: not one.urgent)


def report(found: list[Finding]) -> str:
    """The findings for a person."""
    urgent = [one for one in found if one.urgent]
    advice = [one for one in found if not one.urgent]
    parts = [_said(one) for one in urgent]
    if advice:
        parts.append("Before anybody else reaches this installation:")
        parts += [_said(one) for one in advice]
    ending = "Nothing needs attention." if not urgent else f"{len(urgent)} to attend to."
    return "\n\n".join([*parts, ending])


_LINES = textwrap.TextWrapper(
    width=100,
    initial_indent="- ",
    subsequent_indent="  ",
    # What is to be typed stays in one piece.
    break_long_words=False,
    break_on_hyphens=False,
)


def _said(one: Finding) -> str:
    return _LINES.fill(f"{one.what}. {one.do}")


def _files(now: datetime) -> Iterator[Finding]:
    for path in (settings.ROOT_KEY, settings.KEY_STORE, settings.SIGNING_KEY):
        if path.exists() and open_to_others(path):
            yield Finding("open-file", f"Others can read {path}", f"Run: chmod 600 {path}")
    folders = {settings.HOME, settings.KEY_STORE.parent}
    for folder in sorted(one for one in folders if one.is_dir() and one.stat().st_mode & 0o077):
        yield Finding("open-folder", f"Others can look into {folder}", f"Run: chmod 700 {folder}")
    if connection.vendor == "sqlite":
        for path in (Path(str(connection.settings_dict["NAME"]) + end) for end in ("", "-wal", "-shm")):
            if path.exists() and path.stat().st_mode & 0o077:
                yield Finding("open-file", f"Others can read {path}", f"Run: chmod 600 {path}")


def _keys(now: datetime) -> Iterator[Finding]:
    try:
        key_store()
    except InputError as error:
        yield Finding("keys", error.sentence.rstrip("."), "Nothing can be read or written until then.")
    root, store = settings.ROOT_KEY, settings.KEY_STORE
    if root.exists() and root.parent.resolve() == store.parent.resolve():
        yield Finding(
            "root-beside-keys",
            "The root key lies beside the key store it opens",
            "Hand the root key over as a credential and name it with FIVEFOLD_ROOT_KEY (docs/how-to/deploy.md).",
            urgent=not settings.LOOPBACK,
        )
    if connection.vendor == "sqlite" and store.exists():
        records = Path(str(connection.settings_dict["NAME"]))
        if records.exists() and records.stat().st_dev == store.stat().st_dev:
            yield Finding(
                "keys-on-records-disk",
                "The key store is on the same disk as the records",
                "Name a place on another with FIVEFOLD_KEY_STORE: a stolen disk or a copy of it then opens nothing.",
                urgent=not settings.LOOPBACK,
            )


def _reach(now: datetime) -> Iterator[Finding]:
    if settings.DEBUG:
        yield Finding("debug", "DEBUG is on: an error page shows what people wrote", "Turn it off.")
    if "*" in settings.ALLOWED_HOSTS or any(one.startswith(".") for one in settings.ALLOWED_HOSTS):
        yield Finding(
            "hosts",
            "FIVEFOLD_HOSTS lets any name in",
            "Write the names people use, whole: links in e-mail are made from them.",
        )
    if not settings.LOOPBACK and not settings.ADDRESS.startswith("https://"):
        yield Finding(
            "no-tls",
            f"{settings.ADDRESS} is served without TLS",
            "Put a proxy with a certificate before it and write https:// in FIVEFOLD_ADDRESS.",
        )
    if not settings.LOOPBACK and not settings.EMAIL_SET:
        yield Finding(
            "no-email",
            "No e-mail can be sent: nobody can be invited, or choose a new password",
            "Set FIVEFOLD_EMAIL and FIVEFOLD_EMAIL_FROM.",
        )
    yield from _cookies()


def _cookies() -> Iterator[Finding]:
    for kind in ("SESSION", "CSRF"):
        named = getattr(settings, f"{kind}_COOKIE_NAME")
        secure = getattr(settings, f"{kind}_COOKIE_SECURE")
        in_session = kind == "CSRF" and settings.CSRF_USE_SESSIONS
        if settings.LOOPBACK or in_session:
            continue
        if not (secure and named.startswith("__Host-")):
            yield Finding(
                "cookies",
                f"The cookie {named} can be sent without TLS, or set by a neighbouring site",
                "Write https:// in FIVEFOLD_ADDRESS: cookies follow it.",
            )


def _machine(now: datetime) -> Iterator[Finding]:
    if os.geteuid() == 0 and not settings.LOOPBACK:
        yield Finding("root", "Fivefold runs as root", "Give it a user of its own (deploy/fivefold.service).")
    free = shutil.disk_usage(settings.HOME).free if settings.HOME.is_dir() else _ROOM
    if free < _ROOM:
        yield Finding("room", f"{free // 1024**2} MB are left on the disk of {settings.HOME}", "Make room.")


def _clock(now: datetime) -> Iterator[Finding]:
    newest = ops_archive.newest_event()
    if newest is not None and newest > now + timedelta(minutes=1):
        yield Finding(
            "clock",
            f"The clock says {now:%Y-%m-%d %H:%M} UTC, before the newest event ({newest:%Y-%m-%d %H:%M})",
            "Set it, and have it kept by a time service.",
        )


def _backups(now: datetime) -> Iterator[Finding]:
    kept = ops_archive.remembered()
    when, drilled = kept.get("backup"), kept.get("drill")
    if when is None or now - when > _BACKUP_AGE:
        said = "There is no backup" if when is None else f"The newest backup is of {when:%Y-%m-%d %H:%M} UTC"
        do = "Run `fivefold ops backup` every night (docs/how-to/deploy.md)."
        yield Finding("backup", said, do, urgent=not settings.LOOPBACK)
    if drilled is None or now - drilled > _DRILL_AGE:
        said = "No backup was ever restored" if drilled is None else f"The last restore drill was on {drilled:%Y-%m-%d}"
        do = "Rehearse it with `fivefold ops restore --drill`: a backup is what has been restored."
        yield Finding("drill", said, do, urgent=not settings.LOOPBACK)


def _framework(now: datetime) -> Iterator[Finding]:
    # What is said of addresses is for who builds Fivefold, and would load every page first.
    about = registry.tags_available(deployment_checks=True) - {Tags.urls}
    for one in run_checks(tags=sorted(about), include_deployment_checks=True):
        if one.is_silenced() or one.id == _REDIRECT or (settings.LOOPBACK and one.id in _TLS_ONLY):
            continue
        do = one.hint or "docs/how-to/deploy.md says how it should be."
        yield Finding(str(one.id), str(one.msg).rstrip("."), do, urgent=isinstance(one, Error) or not settings.LOOPBACK)


# The proxy sends people from http to https (deploy/nginx.conf): behind it nothing arrives without TLS.
_REDIRECT = "security.W008"
# What Django says of an installation without TLS: no HSTS, cookies that are not for TLS alone.
_TLS_ONLY = frozenset({"security.W004", "security.W012", "security.W016", "security.W021"})


def _database(now: datetime) -> Iterator[Finding]:
    for key, what, do in database_findings():
        yield Finding(key, what, do)


def _queues(now: datetime) -> Iterator[Finding]:
    for key, what, do in queue_findings(now):
        yield Finding(key, what, do)


CHECKS: tuple[Callable[[datetime], Iterator[Finding]], ...] = (
    _files,
    _keys,
    _database,
    _queues,
    _reach,
    _machine,
    _clock,
    _backups,
    _framework,
)
