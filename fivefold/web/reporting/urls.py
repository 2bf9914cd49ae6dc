"""Addresses of claims, the briefing and findings."""

from django.urls import path

from fivefold.web.reporting import views

_BRIEFING = "studies/<slug:study>/briefing/"
_FINDINGS = "studies/<slug:study>/findings/"

urlpatterns = [
    path("studies/<slug:study>/claims/", views.claims, name="claims"),
    path(_BRIEFING, views.briefings, name="briefings"),
    path(f"{_BRIEFING}ask/", views.ask, name="briefing-ask"),
    path(f"{_BRIEFING}<uuid:briefing>/", views.job, name="briefing"),
    path(f"{_BRIEFING}<uuid:briefing>/<slug:file>/", views.download, name="briefing-download"),
    path(_FINDINGS, views.findings, name="findings"),
    path(f"{_FINDINGS}propose/", views.propose, name="findings-propose"),
    path(f"{_FINDINGS}withdraw/", views.withdraw, name="findings-withdraw"),
    path(f"{_FINDINGS}<uuid:proposal>/confirm/", views.confirm, name="findings-confirm"),
    path(f"{_FINDINGS}<uuid:proposal>/decline/", views.decline, name="findings-decline"),
    path(f"{_FINDINGS}<uuid:proposal>/take-back/", views.take_back, name="findings-take-back"),
]
