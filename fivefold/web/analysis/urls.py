"""Addresses of analysis and freezes."""

from django.urls import path

from fivefold.web.analysis import views

_HERE = "studies/<slug:study>/analysis/"

urlpatterns = [
    path(_HERE, views.tables, name="analysis"),
    path(f"{_HERE}figures/", views.figure, name="analysis-figure"),
    path(f"{_HERE}builder/", views.builder, name="analysis-builder"),
    path(f"{_HERE}builder/table.csv", views.download, name="analysis-download"),
    path("studies/<slug:study>/freezes/", views.freezes, name="freezes"),
    path("studies/<slug:study>/freezes/make/", views.freeze, name="freeze-make"),
    path("studies/<slug:study>/freezes/<uuid:freezing>/", views.job, name="freeze"),
]
