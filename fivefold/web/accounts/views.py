"""One's own account, what one can see and why, joining by invitation, and the sign of life a page sends."""

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse

from fivefold.records.accounts.actions import people
from fivefold.records.accounts.models import Person
from fivefold.records.accounts.queries import open_invitations
from fivefold.web.accounts import pages, seeing
from fivefold.web.accounts.forms import Join
from fivefold.web.accounts.pages import FormPage, WordsPage
from fivefold.web.accounts.signing_in import signed_in_by_invitation
from fivefold.web.declarations import PUBLIC, SIGNED_IN
from fivefold.web.doors import Request, door, see
from fivefold.web.page import show

_TOKEN = "invitation"  # noqa: S105 - the name of a place in the session

NO_SIGN_UP = WordsPage(
    kind="Invitation only",
    heading="Fivefold is by invitation",
    words=(
        "Nobody can make an account themselves. Ask the person who runs Fivefold where you work to invite you.",
        "If you were invited, use the link in the e-mail you received. It works once, for three days.",
    ),
    ways=(("Sign in", "/account/login/"),),
)
GONE = WordsPage(
    kind="Invitation",
    heading="This invitation no longer works",
    words=("It was used, was replaced by a newer one, or has run out. Ask to be invited again.",),
    ways=(("Sign in, if you have joined already", "/account/login/"),),
)
_OWN = "one's own account; no record is shown"


@door(PUBLIC, silent="there is nothing to sign up for")
def no_sign_up(request: Request) -> HttpResponse:
    """Why there is no sign-up."""
    return show(request, "accounts/words.html", NO_SIGN_UP)


@door(PUBLIC, silent="the invitation is told of when it is accepted")
def invitation(request: Request, token: str) -> HttpResponse:
    """The link of an invitation. The token goes into the session and out of the address."""
    if request.visitor is not None or not open_invitations(token, at=request.now).exists():
        return show(request, "accounts/words.html", GONE, status=410)
    request.session[_TOKEN] = token
    return see("/account/join/")


@door(PUBLIC, silent="joining is told of by its action", methods=("GET", "POST"))
def join(request: Request) -> HttpResponse:
    """Accept an invitation: a name, a password, then a second factor."""
    token = str(request.session.get(_TOKEN, ""))
    found = open_invitations(token, at=request.now).first()
    if found is None or request.visitor is not None:
        return show(request, "accounts/words.html", GONE, status=410)
    form = Join(request.POST if request.method == "POST" else None, person=found.person)
    if request.method == "POST" and form.is_valid():
        person = people.join(
            token, name=form.cleaned_data["name"], password=form.cleaned_data["password"], at=request.now
        )
        return _enter(request, person)
    page = FormPage(
        kind="Join",
        heading="Join Fivefold",
        form=form,
        button="Continue",
        words=(f"You sign in with {found.person.email} and the password you choose here.",),
    )
    return show(request, "accounts/form.html", page, status=422 if form.errors else 200)


@door(SIGNED_IN, silent=_OWN)
def account(request: Request) -> HttpResponse:
    """One's own account."""
    held = Authenticator.objects.filter(user=request.user).order_by("created_at")
    sessions = UserSession.objects.filter(user=request.user).count()
    assert isinstance(request.user, Person)
    return show(request, "accounts/account.html", pages.account(request.user, held, sessions=sessions))


@door(SIGNED_IN, silent="it shows roles, no record")
def seeing_what(request: Request) -> HttpResponse:
    """What one can see, and why."""
    return show(request, "accounts/access.html", seeing.access(request.actor))


@door(SIGNED_IN, silent="a sign of life", methods=("POST",))
def here(request: Request) -> HttpResponse:
    """A page says that somebody is still working on it. The middleware notes it, or answers 401."""
    return HttpResponse(status=204)


def _enter(request: HttpRequest, person: Person) -> HttpResponse:
    """Signed in for the first time; the way leads to the second factor."""
    person.backend = "allauth.account.auth_backends.AuthenticationBackend"
    request.session.pop(_TOKEN, None)
    get_adapter().login(request, person)
    UserSession.objects.create_from_request(request)
    signed_in_by_invitation(request, person)
    return see("/account/factors/app/")
