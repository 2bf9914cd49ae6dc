"""Addresses of the own site's aggregates."""

from django.urls import path

from fivefold.web.aggregates import views

_HERE = "studies/<slug:study>/site/"

urlpatterns = [
    path(_HERE, views.own_site, name="own-site"),
    path(f"{_HERE}numbers.csv", views.download, name="own-site-download"),
]
