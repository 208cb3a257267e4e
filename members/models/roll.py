"""The roll: people, with or without an account, their addresses and what else reaches them."""

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pafso.access import Visitor
from pafso.localized import Language
from pafso.mailboxes import AddressField, mailbox
from pafso.text.folding import folded
from pafso.text.numbers import number_key

from .account import User
from .career import Membership, Posting

ADDRESS_WAIT = timedelta(hours=24)


class MemberQuerySet(models.QuerySet["Member"]):
    def standing(self) -> "MemberQuerySet":
        """Without those that turned out to be somebody else's second entry, or no entry at all."""
        return self.filter(merged_into=None, struck_at=None)

    def of_account(self, user: models.Model) -> "MemberQuerySet":
        """The entry of this account and those that were merged into it; asked by keys, each of which has an index."""
        own = getattr(user, "member", None)
        return self.filter(models.Q(pk=own.pk) | models.Q(merged_into=own.pk)) if own else self.none()

    def open_to_an_account(self) -> "MemberQuerySet":
        """People without an account, whose entry counts."""
        return self.standing().filter(user=None, erased_at=None, died_on=None)

    def numbered(self, number: str) -> "MemberQuerySet":
        """The entry with this member number, however it is written; several where the roll has spellings of its own."""
        key = number_key(number)
        same = models.Q(number_key=key[:40]) if key else models.Q()
        return self.filter(models.Q(number=number.strip()) | same)

    def by_number(self, number: str) -> "Member | None":
        """The one entry that NUMBER means: as it is written, else the only one that is written otherwise."""
        found = list(self.numbered(number)[:3])
        exact = [row for row in found if row.number == number.strip()]
        return exact[0] if exact else found[0] if len(found) == 1 else None

    def on_the_roll(self, on: date) -> "MemberQuerySet":
        """People who hold a membership on that day."""
        held = Membership.objects.held(on).filter(member=models.OuterRef("pk"))
        return self.standing().filter(models.Exists(held), erased_at=None)


class Member(models.Model):
    """A person on the roll; may exist without an account, and is joined to one by a verified address.

    Name, language and time zone are the account's where there is one: `actions.details` keeps both in step.
    """

    class Employer(models.TextChoices):
        GAC = "gac", _("Global Affairs Canada")
        IRCC = "ircc", _("Immigration, Refugees and Citizenship Canada")
        OTHER = "other", _("Another employer")

    user = models.OneToOneField(User, verbose_name=_("account"), null=True, blank=True, on_delete=models.SET_NULL)
    number = models.CharField(_("member number"), max_length=20, unique=True)
    # What all spellings of the number have in common; not unique, since a roll of before may have two of one.
    number_key = models.CharField(max_length=40, default="", db_default="", editable=False)
    name = models.CharField(_("name"), max_length=150, help_text=_("As the person spells it."))
    preferred_name = models.CharField(_("preferred name"), max_length=80, blank=True)
    sort_name = models.CharField(max_length=150, editable=False, db_index=True)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.ENGLISH)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    employer = models.CharField(_("employer"), max_length=10, choices=Employer.choices, blank=True)
    merged_into = models.ForeignKey(
        "self", verbose_name=_("merged into"), null=True, blank=True, editable=False, on_delete=models.PROTECT,
        related_name="duplicates",
    )  # fmt: skip
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)
    # Of somebody who has died: no mail, no call, no list; what the office knows of it is a Death.
    died_on = models.DateField(_("died on"), null=True, blank=True, editable=False)
    # An entry that should never have been made, and is not deleted either: no list has it, and it can be seen.
    struck_at = models.DateTimeField(_("taken off the roll"), null=True, blank=True, editable=False)
    struck_by = models.ForeignKey(
        User, verbose_name=_("removed by"), null=True, blank=True, editable=False, on_delete=models.SET_NULL,
        related_name="+", db_index=False,
    )  # fmt: skip
    struck_reason = models.CharField(
        _("why it was removed"), max_length=200, blank=True, default="", db_default="", editable=False
    )

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["sort_name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | ~models.Q(merged_into=models.F("id")),
                name="member_not_merged_into_itself",
            )
        ]
        # The list of the office in its order, also where a name is shared by many; and those that are few in it.
        indexes = [
            models.Index(fields=["sort_name", "id"], name="member_in_order"),
            models.Index(fields=["number_key"], name="member_number_key", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["sort_name", "id"], name="member_no_account", condition=models.Q(user=None)),
            models.Index(fields=["sort_name", "id"], name="member_erased", condition=models.Q(erased_at__isnull=False)),
            models.Index(fields=["sort_name", "id"], name="member_struck", condition=models.Q(struck_at__isnull=False)),
            models.Index(fields=["sort_name", "id"], name="member_died", condition=models.Q(died_on__isnull=False)),
            models.Index(fields=["struck_by"], name="member_struck_by", condition=models.Q(struck_by__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fold()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "sort_name", "number_key"}
        super().save(*args, **kwargs)

    def fold(self) -> "Member":
        """What is compared and searched in place of what was typed; whoever writes many rows at once calls it for each."""
        self.sort_name, self.number_key = folded(self.name)[:150], number_key(self.number)[:40]
        return self


class RollAddressQuerySet(models.QuerySet["RollAddress"]):
    def opening_an_account(self, email: str) -> "RollAddressQuerySet":
        """Verified addresses equal to EMAIL of people on the roll who have no account yet."""
        return self.opening_any([mailbox(email)])

    def opening_any(self, emails: Any) -> "RollAddressQuerySet":
        """The same for several addresses, or a query of them."""
        mine = self.filter(email__in=emails, verified_at__isnull=False)
        mine = mine.filter(models.Q(waits_until=None) | models.Q(waits_until__lte=timezone.now()))
        counts = {
            "member__user": None,
            "member__merged_into": None,
            "member__erased_at": None,
            "member__struck_at": None,
            "member__died_on": None,
        }
        return mine.filter(**counts)

    def person_without_account(self, email: str) -> Member | None:
        """The one person on the roll for whom EMAIL may open an account; nobody when two share it. One query."""
        found = {row.member_id: row.member for row in self.opening_an_account(email).select_related("member")[:2]}
        return next(iter(found.values())) if len(found) == 1 else None


class RollAddress(models.Model):
    """An email address that the association has of a person. A verified one may open an account; one address may be
    shared by two people on the roll, and then it opens none by itself."""

    class Kind(models.TextChoices):
        WORK = "work", _("Work")
        PERSONAL = "personal", _("Personal")

    member = models.ForeignKey(Member, verbose_name=_("member"), on_delete=models.CASCADE, related_name="addresses")
    email = AddressField(_("email address"), max_length=254)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.PERSONAL)
    verified_at = models.DateTimeField(
        _("confirmed"), null=True, blank=True, help_text=_("When the association had proof that emails to it reach the person.")
    )  # fmt: skip
    # One that the office verified at an entry which was there already opens nothing for a day: the others hear of it first.
    waits_until = models.DateTimeField(_("opens an account from"), null=True, blank=True, editable=False)

    objects = RollAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("address on the roll")
        verbose_name_plural = _("addresses on the roll")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["member", "email"], name="roll_address_once_a_person"),
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="roll_address_in_lower_case"),
        ]
        # Asked for whole by who signs up, by its beginning in the office's search: this kind of index answers both.
        indexes = [models.Index(fields=["email"], name="roll_address_email", opclasses=["varchar_pattern_ops"])]

    def __str__(self) -> str:
        return self.email


class ContactDetailQuerySet(models.QuerySet["ContactDetail"]):
    def visible_to(self, user: Visitor, on: date) -> "ContactDetailQuerySet":
        """What others let USER see: both are members on that day, and both are posted at the same mission."""
        if not user.is_authenticated:
            return self.none()
        members = Member.objects.on_the_roll(on)
        # Read first: how many are posted at a mission is known of each mission, and of all together is not.
        here = list(Posting.objects.held(on).filter(member__in=members.filter(user=user.pk)).values_list("mission_key"))
        there = Posting.objects.held(on).filter(mission_key__in=[key for (key,) in here]).values("member")
        others = self.filter(seen_by=ContactDetail.SeenBy.MISSION, member__in=there).filter(member__in=members)
        return others.exclude(member__user=user.pk)


class ContactDetail(models.Model):
    """A telephone number or a postal address; the office sees it, and nobody else unless the person says so.

    There is no directory: the widest choice is those who are posted at the same mission at the same time.
    """

    class Kind(models.TextChoices):
        MOBILE = "mobile", _("Mobile telephone")
        WORK_PHONE = "work_phone", _("Telephone at work")
        HOME_PHONE = "home_phone", _("Telephone at home")
        POSTAL = "postal", _("Postal address")
        OTHER_EMAIL = "other_email", _("Another email address")

    class SeenBy(models.TextChoices):
        NOBODY = "nobody", _("Only me and the office")
        MISSION = "mission", _("Members posted at my mission")

    member = models.ForeignKey(Member, verbose_name=_("member"), on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    value = models.CharField(_("detail"), max_length=500)
    seen_by = models.CharField(_("seen by"), max_length=10, choices=SeenBy.choices, default=SeenBy.NOBODY)

    objects = ContactDetailQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact detail")
        verbose_name_plural = _("contact details")
        ordering = ["kind"]
        constraints = [models.UniqueConstraint(fields=["member", "kind"], name="contact_detail_once_a_kind")]

    def __str__(self) -> str:
        return self.get_kind_display()
