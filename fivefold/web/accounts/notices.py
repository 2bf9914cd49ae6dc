"""Letters to those who answer for a place: a role there, or an account that holds one, was changed; a site waits.

Whoever calls holds one transaction around the action and its letters: killed between the two, nobody would be told.
"""

from uuid import UUID

from fivefold.records.accounts import duties
from fivefold.records.accounts.models import Membership, Person, Site, SiteNomination, Study
from fivefold.web.accounts.adapters import send


def role_changed(*places: Study | Site | None, by: UUID | None = None) -> None:
    """Write to everybody who answers for these places, once, but whoever did it. The letter names nobody."""
    held = [one for where in places if where is not None for one in duties.concerned(where).select_related("person")]
    for address in sorted({one.person.email for one in held if one.person_id != by}):
        send("role_changed", address, {})


def site_proposed(study: Study) -> None:
    """Write to the leads of a study for which a site is proposed. The letter names neither."""
    for address in sorted({one.person.email for one in duties.deciding(study).select_related("person")}):
        send("site_proposed", address, {})


def site_joined(nomination: SiteNomination, *, by: UUID) -> None:
    """Write to those who answer for the study and for the site that takes part in it now. The letter names neither."""
    places: tuple[Study | Site, ...] = (nomination.study, nomination.site)
    held = [one for where in places for one in duties.concerned(where).select_related("person")]
    for address in sorted({one.person.email for one in held if one.person_id != by}):
        send("site_joined", address, {})


def factors_removed(person: Person, *, by: UUID | None) -> None:
    """Tell somebody that their second factors were taken away, and those who answer for what they can open."""
    send("factors_removed", person.email, {})
    role_changed(*places_of(person), by=by)


def places_of(person: Person) -> tuple[Study | Site, ...]:
    """Where somebody holds a role now. One query."""
    held = Membership.objects.filter(person=person, ended__isnull=True).select_related("study", "site")
    return tuple(where for one in held if (where := one.study or one.site) is not None)
