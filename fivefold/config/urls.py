"""Every address of the application: each subject's own module, and the pages for what did not work.

Every view in them is declared by a door (fivefold/web/doors.py); one that is not is refused, and fails the build.
"""

from django.urls import URLPattern, URLResolver, include, path

from fivefold.web.health import health

SUBJECTS = (
    "home",
    "accounts",
    "studies",
    "imports",
    "submissions",
    "aggregates",
    "coding",
    "analysis",
    "reporting",
    "audit",
    "gallery",
)
"""Folders of fivefold/web, each with its urls.py; the addresses in it are whole ones, without a leading slash."""

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/", health, name="health"),
    *(path("", include(f"fivefold.web.{one}.urls")) for one in SUBJECTS),
]

handler400 = "fivefold.web.errors.bad_request"
handler403 = "fivefold.web.errors.forbidden"
handler404 = "fivefold.web.errors.not_found"
handler500 = "fivefold.web.errors.broken"
