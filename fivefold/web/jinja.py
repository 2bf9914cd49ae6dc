"""The one template environment: our templates and the GOV.UK components, autoescaped, with very few globals."""

from dataclasses import is_dataclass
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader, Undefined, UndefinedError
from jinja2.utils import missing

from fivefold.web import fields

TEMPLATES = Path(__file__).parent / "templates"


def environment(**options: Any) -> Environment:
    """Django's Jinja2 backend calls this once. `options` are its own, less the loader."""
    options["loader"] = ChoiceLoader(
        [
            FileSystemLoader(TEMPLATES),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    # Read by the loaders once: a template does not change under a running server.
    options |= {
        "autoescape": True,
        "auto_reload": False,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "undefined": Missing,
    }
    made = Environment(**options)  # noqa: S701  # autoescape is set in the line before
    made.globals |= {"static": static, "url": url, "fields": fields.shown}
    made.filters |= {"day": day, "moment": moment, "thousands": thousands, "plural": plural}
    return made


class Missing(Undefined):
    """What a template asks for and does not get. A page without the attribute is a mistake of ours and says so; a
    component's options are dictionaries, in which anything may be left out.
    """

    __slots__ = ()

    def __init__(self, hint: str | None = None, obj: Any = missing, name: str | None = None, exc: Any = None) -> None:
        super().__init__(hint, obj, name, exc or UndefinedError)
        if is_dataclass(obj):
            raise UndefinedError(f"{type(obj).__name__} has no {name}")


def url(name: str, **parts: Any) -> str:
    """The address of a view by its name."""
    return reverse(name, kwargs=parts)


def static(name: str) -> str:
    """The address of a file of ours or of a package, with a mark of its content, so that it may be kept for long."""
    return f"{settings.STATIC_URL}{name}?v={_mark(name)}"


@cache
def _mark(name: str) -> str:
    file = Path(settings.STATIC_ROOT, name)
    return sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else "missing"


def day(value: date | datetime) -> str:
    """ "4 March 2026", in the time zone of the page."""
    at = timezone.localtime(value) if isinstance(value, datetime) else value
    return f"{at.day} {at:%B %Y}"


def moment(value: datetime) -> str:
    """ "4 March 2026 at 14:05", in the time zone of the page."""
    at = timezone.localtime(value)
    return f"{day(at)} at {at:%H:%M}"


def thousands(value: int) -> str:
    """10000 as "10,000"."""
    return f"{value:,}"


def plural(count: int, one: str, many: str = "") -> str:
    """ "1 framework", "2 frameworks"; `many` where the plural is not one with an s."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
