"""What every request passes before a view and every answer before it leaves."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from fivefold.web import errors
from fivefold.web.declarations import door_of

log = logging.getLogger(__name__)

Answering = Callable[[HttpRequest], HttpResponseBase]

HEADERS = {
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(),"
        " gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}
"""Besides those of Django (nosniff, Referrer-Policy, COOP, X-Frame-Options, HSTS) and the content policy."""


def headers(answering: Answering) -> Answering:
    """Nothing that comes from the records is kept by a browser or a proxy; scripts and styles may be."""

    def answered(request: HttpRequest) -> HttpResponseBase:
        answer = answering(request)
        for name, value in HEADERS.items():
            answer.headers.setdefault(name, value)
        answer.headers.setdefault("Cache-Control", "no-store")
        return answer

    return answered


def visits(answering: Answering) -> Answering:
    """One line of log a request, and the last resort where answering failed. No address, no query, no name."""

    def answered(request: HttpRequest) -> HttpResponseBase:
        began = time.monotonic()
        try:
            answer = answering(request)
        except Exception:  # the last resort: nothing behind this may show a trace to a browser
            log.exception("request failed")
            answer = HttpResponse("Something went wrong on our side.", status=500, content_type="text/plain")
        match = request.resolver_match
        told = {
            "door": match.view_name if match else "",
            "method": request.method,
            "status": answer.status_code,
            "ms": round((time.monotonic() - began) * 1000),
        }
        log.info("answered", extra={"told": told})
        return answer

    return answered


class Declared:
    """Turns away what no door declares, and a body larger than its door takes, before anything is read of it."""

    def __init__(self, answering: Answering) -> None:
        self.answering = answering

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.answering(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, parts: Any
    ) -> HttpResponseBase | None:
        """Django calls this with the view it found, before the view."""
        its = door_of(view)
        if its is None:
            log.error("a view without a door", extra={"told": {"view": f"{view.__module__}.{view.__qualname__}"}})
            return errors.not_found(request)
        if _length(request) > its.most:
            return errors.too_large(request)
        return None


def _length(request: HttpRequest) -> int:
    stated = request.META.get("CONTENT_LENGTH") or "0"
    return int(stated) if stated.isdecimal() else 0
