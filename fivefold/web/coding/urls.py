"""Addresses of coding."""

from django.urls import URLPattern, URLResolver, path

from fivefold.web.coding import memo_views, views

_STUDY = "studies/<slug:study>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{_STUDY}submissions/<uuid:submission>/coding/", views.coded_entries, name="coded_entries"),
    path(f"{_STUDY}codebook/", views.codebook, name="codebook"),
    path(f"{_STUDY}codebook/export/", views.codebook_export, name="codebook_export"),
    path(f"{_STUDY}codebook/passages/", views.code_passages, name="code_passages"),
    path(f"{_STUDY}codebook/agreement/", views.agreement, name="agreement"),
    path(f"{_STUDY}memos/", memo_views.memos, name="memos"),
    path(f"{_STUDY}memos/new/", memo_views.new_memo, name="new_memo"),
    path(f"{_STUDY}memos/<uuid:memo>/", memo_views.memo, name="memo"),
    path(f"{_STUDY}memos/<uuid:memo>/change/", memo_views.change_memo, name="change_memo"),
]
