"""Addresses of imports and of the export."""

from django.urls import path

from fivefold.web.imports import views

urlpatterns = [
    path("studies/<slug:study>/imports/", views.imports, name="imports"),
    path("studies/<slug:study>/imports/sent/<uuid:sent>/", views.job, name="import"),
    path("studies/<slug:study>/imports/<uuid:brought>/", views.report, name="import-report"),
    path("studies/<slug:study>/export/", views.export, name="export"),
]
