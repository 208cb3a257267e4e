"""Careers, addresses, applications, imports, merges, recoveries and what a person decides about themselves."""

import datetime
import uuid

import django.contrib.postgres.operations
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import pafso.overlap


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_initial"),
        ("members", "0001_initial"),
    ]

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(),
        migrations.AlterModelOptions(
            name="membership",
            options={
                "ordering": ["-starts_on", "-id"],
                "verbose_name": "membership",
                "verbose_name_plural": "memberships",
            },
        ),
        migrations.RemoveConstraint(
            model_name="membership",
            name="membership_one_without_end",
        ),
        migrations.AddField(
            model_name="member",
            name="employer",
            field=models.CharField(
                blank=True,
                choices=[
                    ("gac", "Global Affairs Canada"),
                    ("ircc", "Immigration, Refugees and Citizenship Canada"),
                    ("other", "Another employer"),
                ],
                max_length=10,
                verbose_name="employer",
            ),
        ),
        migrations.AddField(
            model_name="member",
            name="erased_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="erased"),
        ),
        migrations.AddField(
            model_name="member",
            name="language",
            field=models.CharField(
                choices=[("en", "English"), ("fr", "French")], default="en", max_length=2, verbose_name="language"
            ),
        ),
        migrations.AddField(
            model_name="member",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="duplicates",
                to="members.member",
                verbose_name="merged into",
            ),
        ),
        migrations.AddField(
            model_name="member",
            name="preferred_name",
            field=models.CharField(blank=True, max_length=80, verbose_name="preferred name"),
        ),
        migrations.AddField(
            model_name="member",
            name="time_zone",
            field=models.CharField(blank=True, max_length=64, verbose_name="time zone"),
        ),
        migrations.AddField(
            model_name="membership",
            name="reason",
            field=models.CharField(
                blank=True, help_text="Why it began or ended.", max_length=200, verbose_name="reason"
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="struck_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="struck out"),
        ),
        migrations.AddField(
            model_name="membership",
            name="struck_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="struck out by",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="struck_reason",
            field=models.CharField(blank=True, editable=False, max_length=200, verbose_name="why it was struck out"),
        ),
        migrations.AddField(
            model_name="user",
            name="needs_second_step",
            field=models.BooleanField(
                default=False,
                help_text="People in the office and jurors log in with two-step verification.",
                verbose_name="needs two-step verification",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="preferred_name",
            field=models.CharField(blank=True, max_length=80, verbose_name="preferred name"),
        ),
        migrations.AddField(
            model_name="user",
            name="time_zone_confirmed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="member",
            name="name",
            field=models.CharField(help_text="As the person spells it.", max_length=150, verbose_name="name"),
        ),
        migrations.CreateModel(
            name="MembershipClass",
            fields=[
                ("code", models.SlugField(max_length=20, primary_key=True, serialize=False, verbose_name="code")),
                ("name_en", models.CharField(max_length=80, verbose_name="name (English)")),
                ("name_fr", models.CharField(max_length=80, verbose_name="name (French)")),
                (
                    "is_regular",
                    models.BooleanField(
                        default=False,
                        help_text="Regular members may endorse nominations and vote.",
                        verbose_name="regular",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
            ],
            options={
                "verbose_name": "class of membership",
                "verbose_name_plural": "classes of membership",
                "ordering": ["position", "code"],
                "indexes": [],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name_en", ""), _negated=True), models.Q(("name_fr", ""), _negated=True)
                        ),
                        name="membership_class_in_both_languages",
                        violation_error_message="Write it in English and in French.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Device",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(editable=False, max_length=64)),
                ("name", models.CharField(max_length=120, verbose_name="device")),
                ("first_seen_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="first seen")),
                ("last_seen_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="last seen")),
                ("forgotten_at", models.DateTimeField(blank=True, null=True, verbose_name="removed")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="devices",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "verbose_name": "recognized device",
                "verbose_name_plural": "recognized devices",
                "ordering": ["-last_seen_at"],
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("user", "digest"), name="device_once_a_person")],
            },
        ),
        migrations.CreateModel(
            name="RollAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254, verbose_name="email address")),
                (
                    "kind",
                    models.CharField(
                        choices=[("work", "Work"), ("personal", "Personal")],
                        default="personal",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "verified_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When the association had proof that emails to it reach the person.",
                        null=True,
                        verbose_name="confirmed",
                    ),
                ),
                (
                    "waits_until",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="opens an account from"),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="addresses",
                        to="members.member",
                        verbose_name="member",
                    ),
                ),
            ],
            options={
                "verbose_name": "address on the roll",
                "verbose_name_plural": "addresses on the roll",
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["email"], name="roll_address_email", opclasses=["varchar_pattern_ops"])
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("member", "email"), name="roll_address_once_a_person"),
                    models.CheckConstraint(
                        condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                        name="roll_address_in_lower_case",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactDetail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("mobile", "Mobile telephone"),
                            ("work_phone", "Telephone at work"),
                            ("home_phone", "Telephone at home"),
                            ("postal", "Postal address"),
                            ("other_email", "Another email address"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("value", models.CharField(max_length=500, verbose_name="detail")),
                (
                    "seen_by",
                    models.CharField(
                        choices=[
                            ("nobody", "Only me and the office"),
                            ("mission", "Members posted at my mission"),
                        ],
                        default="nobody",
                        max_length=10,
                        verbose_name="seen by",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contacts",
                        to="members.member",
                        verbose_name="member",
                    ),
                ),
            ],
            options={
                "verbose_name": "contact detail",
                "verbose_name_plural": "contact details",
                "ordering": ["kind"],
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("member", "kind"), name="contact_detail_once_a_kind")],
            },
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="from")),
                (
                    "ends_on",
                    models.DateField(
                        blank=True,
                        help_text="The last day; leave empty while it lasts.",
                        null=True,
                        verbose_name="until",
                    ),
                ),
                ("struck_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="struck out")),
                (
                    "struck_reason",
                    models.CharField(blank=True, editable=False, max_length=200, verbose_name="why it was struck out"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("substantive", "Substantive"), ("acting", "Acting")],
                        default="substantive",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("FS-01", "FS-01"), ("FS-02", "FS-02"), ("FS-03", "FS-03"), ("FS-04", "FS-04")],
                        max_length=5,
                        verbose_name="level",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="members.member",
                        verbose_name="member",
                    ),
                ),
                (
                    "stream",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.stream",
                        verbose_name="stream",
                    ),
                ),
                (
                    "struck_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="struck out by",
                    ),
                ),
            ],
            options={
                "verbose_name": "appointment",
                "verbose_name_plural": "appointments",
                "ordering": ["-starts_on", "-id"],
                "abstract": False,
                "indexes": [models.Index(fields=["member", "starts_on"], name="appointment_dates")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="appointment_ends_after_it_starts",
                        violation_error_message="The last day comes before the first.",
                    ),
                    pafso.overlap.NoOverlap(
                        name="appointment_one_of_a_kind_at_a_time",
                        same=("member", "kind"),
                        violation_error_message="This person holds another appointment of this kind on some of these days.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level__in", ["FS-01", "FS-02", "FS-03", "FS-04"])),
                        name="appointment_level_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["substantive", "acting"])), name="appointment_kind_is_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="from")),
                (
                    "ends_on",
                    models.DateField(
                        blank=True,
                        help_text="The last day; leave empty while it lasts.",
                        null=True,
                        verbose_name="until",
                    ),
                ),
                ("struck_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="struck out")),
                (
                    "struck_reason",
                    models.CharField(blank=True, editable=False, max_length=200, verbose_name="why it was struck out"),
                ),
                ("mission", models.CharField(max_length=120, verbose_name="mission")),
                ("mission_key", models.CharField(editable=False, max_length=120)),
                ("city", models.CharField(max_length=80, verbose_name="city")),
                ("country", models.CharField(max_length=80, verbose_name="country")),
                ("time_zone", models.CharField(blank=True, max_length=64, verbose_name="time zone")),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="members.member",
                        verbose_name="member",
                    ),
                ),
                (
                    "struck_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="struck out by",
                    ),
                ),
            ],
            options={
                "verbose_name": "posting",
                "verbose_name_plural": "postings",
                "ordering": ["-starts_on", "-id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["member", "starts_on"], name="posting_dates"),
                    models.Index(fields=["mission_key"], name="posting_mission"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="posting_ends_after_it_starts",
                        violation_error_message="The last day comes before the first.",
                    ),
                    pafso.overlap.NoOverlap(
                        name="posting_one_at_a_time",
                        same=("member",),
                        violation_error_message="This person has another posting on some of these days.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DuesTerm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="from")),
                (
                    "ends_on",
                    models.DateField(
                        blank=True,
                        help_text="The last day; leave empty while it lasts.",
                        null=True,
                        verbose_name="until",
                    ),
                ),
                ("struck_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="struck out")),
                (
                    "struck_reason",
                    models.CharField(blank=True, editable=False, max_length=200, verbose_name="why it was struck out"),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dues_terms",
                        to="members.member",
                        verbose_name="member",
                    ),
                ),
                (
                    "struck_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="struck out by",
                    ),
                ),
            ],
            options={
                "verbose_name": "dues-paying period",
                "verbose_name_plural": "dues-paying periods",
                "ordering": ["-starts_on", "-id"],
                "abstract": False,
                "indexes": [models.Index(fields=["member", "starts_on"], name="duesterm_dates")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="duesterm_ends_after_it_starts",
                        violation_error_message="The last day comes before the first.",
                    ),
                    pafso.overlap.NoOverlap(
                        name="dues_term_one_at_a_time",
                        same=("member",),
                        violation_error_message="This person is already a dues payer on some of these days.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Leave",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="from")),
                (
                    "ends_on",
                    models.DateField(
                        blank=True,
                        help_text="The last day; leave empty while it lasts.",
                        null=True,
                        verbose_name="until",
                    ),
                ),
                ("struck_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="struck out")),
                (
                    "struck_reason",
                    models.CharField(blank=True, editable=False, max_length=200, verbose_name="why it was struck out"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("with_pay", "With pay"), ("without_pay", "Without pay")],
                        default="without_pay",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leaves",
                        to="members.member",
                        verbose_name="member",
                    ),
                ),
                (
                    "struck_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="struck out by",
                    ),
                ),
            ],
            options={
                "verbose_name": "leave",
                "verbose_name_plural": "leaves",
                "ordering": ["-starts_on", "-id"],
                "abstract": False,
                "indexes": [models.Index(fields=["member", "starts_on"], name="leave_dates")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="leave_ends_after_it_starts",
                        violation_error_message="The last day comes before the first.",
                    ),
                    pafso.overlap.NoOverlap(
                        name="leave_one_at_a_time",
                        same=("member",),
                        violation_error_message="This person is already on leave on some of these days.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("tab", models.CharField(blank=True, editable=False, max_length=32)),
                ("saved_at", models.DateTimeField(blank=True, null=True, verbose_name="saved")),
                ("code", models.CharField(max_length=8, unique=True, verbose_name="code")),
                ("name", models.CharField(blank=True, max_length=150, verbose_name="name")),
                ("preferred_name", models.CharField(blank=True, max_length=80, verbose_name="preferred name")),
                (
                    "employer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("gac", "Global Affairs Canada"),
                            ("ircc", "Immigration, Refugees and Citizenship Canada"),
                            ("other", "Another employer"),
                        ],
                        max_length=10,
                        verbose_name="employer",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=[("FS-01", "FS-01"), ("FS-02", "FS-02"), ("FS-03", "FS-03"), ("FS-04", "FS-04")],
                        max_length=5,
                        verbose_name="level",
                    ),
                ),
                ("joined_on", models.DateField(blank=True, null=True, verbose_name="in the Foreign Service since")),
                (
                    "former_number",
                    models.CharField(blank=True, max_length=20, verbose_name="member number, if you had one"),
                ),
                ("telephone", models.CharField(blank=True, max_length=40, verbose_name="telephone")),
                ("remarks", models.TextField(blank=True, max_length=4000, verbose_name="anything else we should know")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Submitted"),
                            ("information_requested", "Information requested"),
                            ("approved", "Approved"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                            ("expired", "Expired"),
                        ],
                        default="draft",
                        max_length=24,
                        verbose_name="state",
                    ),
                ),
                ("form_token", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("begun_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="started")),
                ("touched_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="last changed")),
                ("warned_at", models.DateTimeField(blank=True, null=True, verbose_name="warned of the end")),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="submitted")),
                ("question", models.TextField(blank=True, max_length=4000, verbose_name="what the office asks")),
                ("answer", models.TextField(blank=True, max_length=4000, verbose_name="your answer")),
                (
                    "earlier",
                    models.JSONField(
                        blank=True, default=list, editable=False, verbose_name="asked and answered before"
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                (
                    "decision_reason",
                    models.TextField(blank=True, max_length=4000, verbose_name="reason given to the applicant"),
                ),
                (
                    "applicant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="applicant",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="applications",
                        to="members.member",
                        verbose_name="member",
                    ),
                ),
                (
                    "stream",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.stream",
                        verbose_name="stream",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.membershipclass",
                        verbose_name="class of membership",
                    ),
                ),
            ],
            options={
                "verbose_name": "application for membership",
                "verbose_name_plural": "applications for membership",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["state", "touched_at"], name="application_idle")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["draft", "submitted", "information_requested"])),
                        fields=("applicant",),
                        name="application_one_open_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by", models.F("applicant")), _negated=True),
                            ("decided_by", None),
                            _connector="OR",
                        ),
                        name="application_not_decided_by_the_applicant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["approved", "refused"]), _negated=True),
                            ("decided_at__isnull", False),
                            _connector="OR",
                        ),
                        name="application_decided_has_a_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("decision_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="application_refused_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recovery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("new_address", models.EmailField(max_length=254, verbose_name="new address")),
                (
                    "evidence",
                    models.TextField(
                        help_text="What you saw, and when: a video call with a badge, a colleague who vouches. No copies of "
                        "documents.",
                        max_length=4000,
                        verbose_name="evidence seen",
                    ),
                ),
                (
                    "takes_off_second_step",
                    models.BooleanField(default=False, verbose_name="two-step verification was lost too"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked"),
                            ("approved", "Approved, waiting 24 hours"),
                            ("ready", "Link sent"),
                            ("done", "Done"),
                            ("refused", "Refused"),
                            ("stopped", "Stopped"),
                            ("expired", "Expired"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="asked")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="not before")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recoveries",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "verbose_name": "assisted recovery",
                "verbose_name_plural": "assisted recoveries",
                "ordering": ["-id"],
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "approved", "ready"])),
                        fields=("user",),
                        name="recovery_one_open_an_account",
                        violation_error_message="A recovery of this account is in progress.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="recovery_decided_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("asked_by", models.F("user")), _negated=True),
                            models.Q(
                                ("decided_by", None),
                                models.Q(("decided_by", models.F("user")), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="recovery_not_of_oneself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["approved", "ready", "done"]), _negated=True),
                            models.Q(
                                ("decided_at__isnull", False), ("decided_by__isnull", False), ("due_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="recovery_approved_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due_at", None),
                            (
                                "due_at__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("decided_at"), "+", models.Value(datetime.timedelta(days=1))
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="recovery_waits_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecoveryLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "purpose",
                    models.CharField(
                        choices=[("stop", "Stop it"), ("confirm", "Confirm the new address")], max_length=7
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "recovery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="members.recovery"
                    ),
                ),
            ],
            options={"verbose_name": "link of a recovery", "verbose_name_plural": "links of recoveries"},
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(max_length=2000, verbose_name="why they are the same person")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("merged", "Merged"),
                            ("refused", "Refused"),
                            ("undone", "Undone"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("preview_digest", models.CharField(editable=False, max_length=64)),
                ("moved", models.JSONField(blank=True, default=dict, editable=False, verbose_name="what was moved")),
                ("proposed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="proposed")),
                ("merged_at", models.DateTimeField(blank=True, null=True, verbose_name="merged")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="undone")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "duplicate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.member",
                        verbose_name="is merged",
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges",
                        to="members.member",
                        verbose_name="stays",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="proposed by",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="undone by",
                    ),
                ),
            ],
            options={
                "verbose_name": "merge of two entries",
                "verbose_name_plural": "merges of two entries",
                "ordering": ["-id"],
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["proposed", "merged"])),
                        fields=("duplicate",),
                        name="merge_one_open_a_duplicate",
                        violation_error_message="This entry is already part of a merge.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kept", models.F("duplicate")), _negated=True),
                        name="merge_of_two",
                        violation_error_message="These are the same entry.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="merge_decided_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["merged", "undone"]), _negated=True),
                            models.Q(("decided_by__isnull", False), ("merged_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="merge_consented_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RollImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file_name", models.CharField(max_length=200, verbose_name="file name")),
                (
                    "addresses_verified",
                    models.BooleanField(default=False, verbose_name="the addresses in this file are confirmed"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Being checked"),
                            ("checked", "Checked"),
                            ("applying", "Being applied"),
                            ("applied", "Applied"),
                            ("dropped", "Discarded"),
                            ("failed", "Could not be read"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="when")),
                ("lines_total", models.PositiveIntegerField(default=0, verbose_name="lines")),
                ("lines_done", models.PositiveIntegerField(default=0, verbose_name="lines done")),
                ("created_count", models.PositiveIntegerField(default=0, verbose_name="created")),
                ("changed_count", models.PositiveIntegerField(default=0, verbose_name="changed")),
                ("same_count", models.PositiveIntegerField(default=0, verbose_name="left alone")),
                ("refused_count", models.PositiveIntegerField(default=0, verbose_name="refused")),
                ("plan_digest", models.CharField(blank=True, editable=False, max_length=64)),
                ("problem", models.CharField(blank=True, max_length=300, verbose_name="problem")),
                ("lease_until", models.DateTimeField(blank=True, editable=False, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("applied_at", models.DateTimeField(blank=True, null=True, verbose_name="applied")),
                (
                    "applied_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="applied by",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="files.storedfile",
                        verbose_name="file",
                    ),
                ),
            ],
            options={
                "verbose_name": "import of the roll",
                "verbose_name_plural": "imports of the roll",
                "ordering": ["-id"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="ImportLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="line")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("created", "Created"),
                            ("changed", "Changed"),
                            ("same", "Left alone"),
                            ("refused", "Refused"),
                        ],
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                ("label", models.CharField(blank=True, max_length=200, verbose_name="who")),
                ("changes", models.JSONField(blank=True, default=dict, verbose_name="changes")),
                ("problems", models.JSONField(blank=True, default=list, verbose_name="problems")),
                (
                    "roll_import",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="members.rollimport"
                    ),
                ),
            ],
            options={
                "verbose_name": "line of an import",
                "verbose_name_plural": "lines of an import",
                "ordering": ["number"],
                "indexes": [models.Index(fields=["roll_import", "outcome", "number"], name="import_line_outcome")],
                "constraints": [models.UniqueConstraint(fields=("roll_import", "number"), name="import_line_once")],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("issues", "A new issue of bout de papier"),
                            ("galleries", "The gallery of a photo contest"),
                            ("news", "Calls for nominations and photos, and news of the association"),
                        ],
                        max_length=12,
                        verbose_name="kind of email",
                    ),
                ),
                ("is_given", models.BooleanField(verbose_name="consents")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="when")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("page", "My email preferences"),
                            ("link", "The link in an email"),
                            ("one_click", "The unsubscribe button of the email program"),
                            ("api", "An app"),
                        ],
                        max_length=10,
                        verbose_name="where",
                    ),
                ),
                ("language", models.CharField(max_length=2, verbose_name="language")),
                ("wording", models.TextField(verbose_name="the words that were shown")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "verbose_name": "consent",
                "verbose_name_plural": "consents",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["user", "topic", "-id"], name="consent_latest")],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Copy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Being prepared"),
                            ("ready", "Ready"),
                            ("fetched", "Downloaded"),
                            ("expired", "Expired"),
                            ("failed", "Could not be prepared"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="asked")),
                ("lease_until", models.DateTimeField(blank=True, editable=False, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("ready_at", models.DateTimeField(blank=True, null=True, verbose_name="ready")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                (
                    "file",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="files.storedfile",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="copies",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "verbose_name": "copy of personal information",
                "verbose_name_plural": "copies of personal information",
                "ordering": ["-id"],
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["waiting", "ready"])),
                        fields=("user",),
                        name="copy_one_open_a_person",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Closing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "Asked"), ("undone", "Undone"), ("done", "Done")],
                        default="asked",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="asked")),
                ("due_at", models.DateTimeField(verbose_name="closes")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="closings",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "verbose_name": "closing of an account",
                "verbose_name_plural": "closings of accounts",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["state", "due_at"], name="closing_due")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")), fields=("user",), name="closing_one_open_an_account"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(fields=["sort_name", "id"], name="member_in_order"),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into", None), models.Q(("merged_into", models.F("id")), _negated=True), _connector="OR"
                ),
                name="member_not_merged_into_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=pafso.overlap.NoOverlap(
                name="membership_one_at_a_time",
                same=("member",),
                violation_error_message="This person holds another membership on some of these days.",
            ),
        ),
    ]
