"""Addresses of my work."""

from django.urls import path

from fivefold.web.home import views

urlpatterns = [
    path("", views.work, name="work"),
    path("form/", views.form, name="blank_form"),
]
