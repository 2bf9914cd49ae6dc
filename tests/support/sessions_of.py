"""Sessions of people of an installation, who have just shown who they are.

    python -m tests.support.sessions_of E-MAIL ...

Writes {"cookie": its name, "sessions": {e-mail: key}} as JSON. The pages where people sign in have journeys of their
own; here a session is begun as those pages begin one, in the installation that FIVEFOLD_HOME names.
"""

import json
import sys

import django


def write(emails: list[str]) -> None:
    """Begin a session for each person and write what a browser needs to be in it."""
    django.setup()
    from django.conf import settings

    from fivefold.records.accounts.models import Person
    from tests.support.visiting import confirmed, signed_in

    keys = {}
    for email in emails:
        client = confirmed(signed_in(Person.objects.get(email=email)))
        keys[email] = client.cookies[settings.SESSION_COOKIE_NAME].value
    print(json.dumps({"cookie": settings.SESSION_COOKIE_NAME, "sessions": keys}))


if __name__ == "__main__":
    write(sys.argv[1:])
