"""People, from the installation's own terminal: its first operator, and a demonstration account's code."""

import time
from datetime import datetime

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from fivefold.method.common.errors import InputError
from fivefold.records.accounts.access import INSTALLATION, Refused
from fivefold.records.accounts.acting import installation
from fivefold.records.accounts.actions import members, people
from fivefold.records.accounts.models import Person, PersonState

DEMONSTRATION = "demonstration.txt"
"""The file in the installation's folder that makes it a demonstration: everything in it is invented."""


def invite_operator(email: str, *, name: str, at: datetime) -> str:
    """Invite somebody who will run the installation, and return the link that lets them in, once.

    An operator who was invited and has not joined is given another link: the first may have run out, and without
    anybody inside nobody else could make one. Raises InputError where the address has an account otherwise.
    """
    try:
        with installation(), transaction.atomic():
            waiting = Person.objects.filter(
                email__iexact=email.strip(), state=PersonState.INVITED, memberships__role="operator"
            ).first()
            if waiting is not None:
                invited = people.invite_again(waiting, by=INSTALLATION, at=at)
            else:
                invited = people.invite(email=email, name=name, by=INSTALLATION, at=at)
                members.give(invited.person, "operator", where=None, by=INSTALLATION, at=at)
    except Refused as refused:
        raise InputError(str(refused.refusal).rstrip("."), where=email, next_step="Nothing was changed.") from None
    return f"{settings.ADDRESS}{reverse('accounts_invitation', kwargs={'token': invited.token})}"


def is_demonstration() -> bool:
    """Whether this installation serves this machine alone, and holds nothing but invented records."""
    return bool(settings.LOOPBACK) and (settings.HOME / DEMONSTRATION).is_file()


def codes(email: str | None) -> list[tuple[str, str]]:
    """One-time codes of a demonstration's accounts, six digits by address: of one, or of all. InputError elsewhere."""
    if not is_demonstration():
        raise InputError(
            "this is no demonstration",
            where=str(settings.HOME),
            next_step="Codes come from the app that the account was set up with. FIVEFOLD_HOME names another folder.",
        )
    apps = Authenticator.objects.filter(type=Authenticator.Type.TOTP).select_related("user").order_by("user__email")
    counter = int(time.time()) // app_settings.TOTP_PERIOD
    known = {one.user.email: str(format_hotp_value(hotp_value(decrypt(one.data["secret"]), counter))) for one in apps}
    if email is None:
        return list(known.items())
    wanted = email.strip().lower()
    if wanted not in known:
        raise InputError(
            "no demonstration account signs in with a code here",
            where=email,
            next_step=f"There are: {', '.join(known) or 'none yet; run `make demo`'}.",
        )
    return [(wanted, known[wanted])]
