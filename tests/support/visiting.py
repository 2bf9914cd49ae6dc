"""Somebody signed in with a second factor, without the walk through pages that have tests of their own."""

import time

from django.test import Client

from fivefold.records.accounts.models import Person


def signed_in(person: Person) -> Client:
    """A browser without script in which this person is signed in now."""
    client = Client()
    client.force_login(person)
    session = client.session
    session["began"] = session["seen"] = time.time()
    session["enrolled"] = True
    session.save()
    return client


def confirmed(client: Client) -> Client:
    """The same browser, in which the person has just shown a second factor."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()
    return client
