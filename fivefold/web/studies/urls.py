"""Addresses of a study's home."""

from django.urls import path

from fivefold.web.studies import views

urlpatterns = [path("studies/<slug:study>/", views.home, name="study")]
