"""Addresses of the gallery."""

from django.urls import path

from fivefold.web.gallery import views

urlpatterns = [
    path("gallery/", views.components, name="gallery"),
    path("gallery/form/", views.form, name="gallery-form"),
    path("gallery/errors/<int:status>/", views.error, name="gallery-error"),
]
