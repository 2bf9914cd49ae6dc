"""People, sites, studies and their shares, memberships, invitations. Nothing here is case text."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from fivefold.records.vault.scopes import Purpose, Scope


class PersonState(models.TextChoices):
    """Where an account stands."""

    INVITED = "invited"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"


class People(BaseUserManager["Person"]):
    """Looks people up by the address they sign in with."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """The person with this e-mail address, whatever its case."""
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Somebody with an account."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=PersonState, default=PersonState.INVITED)
    joined = models.DateTimeField(null=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[People] = People()

    class Meta:
        db_table = "person"
        constraints = (models.UniqueConstraint(Lower("email"), name="one_person_an_address"),)

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # Django keeps a column; the state is our one home for it
        """Whether this person may sign in: has joined, and is not suspended. An invited person joins first."""
        return self.state == PersonState.ACTIVE

    def get_full_name(self) -> str:
        """The name colleagues know."""
        return self.name


class Site(models.Model):
    """A local partnership that holds meetings and releases frameworks: a tenant."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120, unique=True)

    class Meta:
        db_table = "site"

    def __str__(self) -> str:
        return self.name


class Study(models.Model):
    """A study as a tenant. Its title and protocol are sealed; name is the short one of addresses and commands."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.SlugField(max_length=60, unique=True)
    opened = models.DateTimeField()

    class Meta:
        db_table = "study"

    def __str__(self) -> str:
        return self.name


class ShareKind(models.TextChoices):
    """Which part of a study."""

    COMMON = "common", "what everybody of the study may see: protocol, labels, imports"
    SITE = "site", "one site's submissions"
    RESEARCH = "research", "codings, memos, freezes, and which label is which site"
    RELEASED = "released", "aggregates released to commissioners"


class Share(models.Model):
    """A part of a study that is seen by the same people: the unit of all three tenant walls.

    Every tenant-bound row belongs to exactly one share; so do its key (`scope`), its scoped queries and, on
    PostgreSQL, its row-level security. label: the site's label inside research ("A"); "" for the other kinds.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="shares")
    kind = models.CharField(max_length=10, choices=ShareKind)
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="shares")
    label = models.CharField(max_length=20, default="", blank=True)

    class Meta:
        db_table = "share"
        constraints = (
            models.UniqueConstraint("study", "kind", "label", name="one_share_of_a_kind"),
            models.UniqueConstraint(
                "study", "site", condition=models.Q(site__isnull=False), name="one_label_a_site_in_a_study"
            ),
            models.CheckConstraint(
                condition=models.Q(kind=ShareKind.SITE) ^ models.Q(label=""), name="a_label_for_site_shares_alone"
            ),
        )

    def __str__(self) -> str:
        return f"{self.study_id}/{self.kind}/{self.label}"

    @property
    def scope(self) -> Scope:
        """The key its sealed values are under."""
        purpose = Purpose.STAT if self.kind == ShareKind.RELEASED else Purpose.SUB
        return Scope(purpose, self.study_id, self.id)


class Membership(models.Model):
    """A role somebody holds: at a site (practice), in a study (research), or everywhere (operator).

    role: a key of roles.toml. Ended, never deleted: what somebody could see last year must stay answerable.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30)
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="memberships")
    study = models.ForeignKey(Study, null=True, on_delete=models.PROTECT, related_name="memberships")
    began = models.DateTimeField()
    ended = models.DateTimeField(null=True)

    class Meta:
        db_table = "membership"
        constraints = (
            # One for each place a role is held at: to a database two missing values are not the same.
            models.UniqueConstraint(
                "person",
                "role",
                "site",
                condition=models.Q(ended__isnull=True, site__isnull=False),
                name="one_open_membership_at_a_site",
            ),
            models.UniqueConstraint(
                "person",
                "role",
                "study",
                condition=models.Q(ended__isnull=True, study__isnull=False),
                name="one_open_membership_in_a_study",
            ),
            models.UniqueConstraint(
                "person",
                "role",
                condition=models.Q(ended__isnull=True, site__isnull=True, study__isnull=True),
                name="one_open_membership_everywhere",
            ),
            models.CheckConstraint(
                condition=models.Q(site__isnull=True) | models.Q(study__isnull=True), name="a_site_or_a_study"
            ),
        )


class Outcome(models.TextChoices):
    """What became of what was proposed: a role, or that a site takes part."""

    OPEN = "open", "waits for somebody who answers for the place"
    AGREED = "agreed", "given"
    DECLINED = "declined", "declined"
    LAPSED = "lapsed", "no longer to be decided: the account ended, or another site took the label"
    WITHDRAWN = "withdrawn", "taken back"


class Nomination(models.Model):
    """A role that an operator proposes and that nobody holds before somebody who answers for the place agrees.

    role: a key of roles.toml. by: who proposed it, None for the installation's own terminal. The database refuses an
    agreement by whoever proposed it, and by whom it is for.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="nominations")
    role = models.CharField(max_length=30)
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="nominations")
    study = models.ForeignKey(Study, null=True, on_delete=models.PROTECT, related_name="nominations")
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    decided = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)

    class Meta:
        db_table = "nomination"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(site__isnull=False) ^ models.Q(study__isnull=False), name="nominated_at_one_place"
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome="agreed")
                | models.Q(decided__isnull=False, decided_by__isnull=False)
                & ~models.Q(decided_by=models.F("person"))
                & (models.Q(by__isnull=True) | ~models.Q(decided_by=models.F("by"))),
                name="agreed_by_somebody_else",
            ),
            models.UniqueConstraint(
                "person",
                "role",
                "site",
                condition=models.Q(outcome="open", site__isnull=False),
                name="one_open_nomination_at_a_site",
            ),
            models.UniqueConstraint(
                "person",
                "role",
                "study",
                condition=models.Q(outcome="open", study__isnull=False),
                name="one_open_nomination_in_a_study",
            ),
        )

    @property
    def where(self) -> Study | Site:
        """The study or the site the role would be held at."""
        found = self.study or self.site
        assert found is not None
        return found


class SiteNomination(models.Model):
    """A site that an operator proposes for a study, which it takes no part in before one of the study's leads agrees.

    label: the one it would go by. by: who proposed it, None for the installation's own terminal. The database refuses
    an agreement by whoever proposed it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="site_nominations")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="site_nominations")
    label = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    decided = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)

    class Meta:
        db_table = "site_nomination"
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(outcome="agreed")
                | models.Q(decided__isnull=False, decided_by__isnull=False)
                & (models.Q(by__isnull=True) | ~models.Q(decided_by=models.F("by"))),
                name="site_agreed_by_somebody_else",
            ),
            models.UniqueConstraint(
                "study", "site", condition=models.Q(outcome="open"), name="one_open_nomination_of_a_site"
            ),
        )

    @property
    def where(self) -> Study:
        """The study whose leads decide."""
        return self.study


class Invitation(models.Model):
    """A way in for one person, once. digest: SHA-256 of the random token in the link; the token is not kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations")
    digest = models.BinaryField(unique=True)
    made = models.DateTimeField()
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True)

    class Meta:
        db_table = "invitation"


class Letter(models.Model):
    """An e-mail on its way, sealed whole: address, subject and words. It goes once it is sent.

    due: when it is tried next; tries: how often it was. given_up: when its words were destroyed unsent.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sealed = models.BinaryField(null=True)
    written = models.DateTimeField()
    due = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    given_up = models.DateTimeField(null=True)

    class Meta:
        db_table = "letter"
