"""Addresses of the audit trail."""

from django.urls import path

from fivefold.web.audit import views

urlpatterns = [
    path("studies/<slug:study>/audit/", views.trail, name="trail"),
    path("studies/<slug:study>/audit/file/<str:kind>/", views.file, name="trail_file"),
]
