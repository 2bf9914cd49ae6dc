"""Addresses of submissions, of the contexts they name and of words that had no place on them."""

from django.urls import path

from fivefold.web.submissions import deciding, views

_LIST = "studies/<slug:study>/submissions/"
_ONE = f"{_LIST}<uuid:submission>/"
_UNPLACED = "studies/<slug:study>/unplaced/"
_WORDS = f"{_UNPLACED}<uuid:submission>/<slug:words>/"

urlpatterns = [
    path(_LIST, views.submissions, name="submissions"),
    path(_ONE, views.overview, name="submission"),
    path(f"{_ONE}print/", views.printed, name="submission-print"),
    path(f"{_ONE}reading/", views.reading, name="submission-reading"),
    path(f"{_ONE}incidents/", views.incidents, name="submission-incidents"),
    path(f"{_ONE}incidents/decision/", deciding.override, name="submission-override"),
    path(f"{_ONE}incidents/withdrawal/", deciding.withdraw, name="submission-withdraw"),
    path(f"{_ONE}incidents/undo/", deciding.undo, name="submission-undo"),
    path(f"{_ONE}history/", views.history, name="submission-history"),
    path(f"{_ONE}as-of/<int:event>/", views.as_of, name="submission-as-of"),
    path("studies/<slug:study>/contexts/", views.contexts, name="contexts"),
    path(_UNPLACED, views.unplaced, name="unplaced"),
    path(_WORDS, views.words, name="unplaced-words"),
    path(f"{_WORDS}place/", deciding.place, name="unplaced-place"),
    path(f"{_WORDS}nothing/", deciding.nothing, name="unplaced-nothing"),
    path(f"{_WORDS}reopen/", deciding.reopen, name="unplaced-reopen"),
]
