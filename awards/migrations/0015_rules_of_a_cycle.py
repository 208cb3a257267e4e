"""What a cycle decides beside its conditions; returned, joined and carried nominations; letters matched and on paper."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from pafso.together import Together


class Migration(migrations.Migration):
    dependencies = [
        ("awards", "0014_conditions_of_a_cycle"),
        ("files", "0002_found_by_kind"),
        ("members", "0022_labels"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.RemoveConstraint(
                    model_name="letter",
                    name="letter_sent_is_whole",
                ),
                migrations.AddField(
                    model_name="cycle",
                    name="cancelled_at",
                    field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="cancelled"),
                ),
                migrations.AddField(
                    model_name="cycle",
                    name="cancelled_en",
                    field=models.CharField(
                        blank=True, db_default="", max_length=300, verbose_name="why it is cancelled (English)"
                    ),
                ),
                migrations.AddField(
                    model_name="cycle",
                    name="cancelled_fr",
                    field=models.CharField(
                        blank=True, db_default="", max_length=300, verbose_name="why it is cancelled (French)"
                    ),
                ),
                migrations.AddField(
                    model_name="cycle",
                    name="eligibility_on",
                    field=models.DateField(
                        blank=True,
                        help_text="On which the roll is read. Left empty: the day on which it closes, in Ottawa.",
                        null=True,
                        verbose_name="date of eligibility",
                    ),
                ),
                migrations.AddField(
                    model_name="cycle",
                    name="frozen_at",
                    field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="dossiers frozen"),
                ),
                migrations.AddField(
                    model_name="cycle",
                    name="guests_nominate",
                    field=models.BooleanField(
                        db_default=False,
                        default=False,
                        help_text="People without an account confirm their email address and nominate.",
                        verbose_name="guests may nominate",
                    ),
                ),
                migrations.AddField(
                    model_name="cycle",
                    name="letters_from",
                    field=models.CharField(
                        choices=[("anyone", "Anyone"), ("regular", "Regular members")],
                        db_default="anyone",
                        default="anyone",
                        max_length=10,
                        verbose_name="whose letters count",
                    ),
                ),
                migrations.AddField(
                    model_name="cycle",
                    name="nearness_years",
                    field=models.PositiveSmallIntegerField(
                        db_default=5,
                        default=5,
                        validators=[django.core.validators.MaxValueValidator(50)],
                        verbose_name="years within which a common mission counts as nearness",
                    ),
                ),
                migrations.AddField(
                    model_name="cycle",
                    name="nominee_rule",
                    field=models.CharField(
                        choices=[
                            ("anyone", "Anyone"),
                            ("member", "A member"),
                            ("substantive", "A member at a substantive FS level"),
                        ],
                        db_default="anyone",
                        default="anyone",
                        help_text="Read on the date of eligibility. A group is not read against the roll.",
                        max_length=12,
                        verbose_name="whom the roll must show the nominee to be",
                    ),
                ),
                migrations.AddField(
                    model_name="cycle",
                    name="prize_en",
                    field=models.CharField(blank=True, db_default="", max_length=300, verbose_name="prize (English)"),
                ),
                migrations.AddField(
                    model_name="cycle",
                    name="prize_fr",
                    field=models.CharField(blank=True, db_default="", max_length=300, verbose_name="prize (French)"),
                ),
                migrations.AddField(
                    model_name="cycle",
                    name="retention_months",
                    field=models.PositiveSmallIntegerField(
                        db_default=24,
                        default=24,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(120),
                        ],
                        verbose_name="months for which what was not successful is kept",
                    ),
                ),
                migrations.AddField(
                    model_name="cycle",
                    name="skipped_at",
                    field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="skipped"),
                ),
                migrations.AddField(
                    model_name="cycle",
                    name="skipped_en",
                    field=models.CharField(
                        blank=True, db_default="", max_length=300, verbose_name="why it is skipped (English)"
                    ),
                ),
                migrations.AddField(
                    model_name="cycle",
                    name="skipped_fr",
                    field=models.CharField(
                        blank=True, db_default="", max_length=300, verbose_name="why it is skipped (French)"
                    ),
                ),
                migrations.AddField(
                    model_name="letter",
                    name="carried_from",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="carried_to",
                        to="awards.letter",
                        verbose_name="carried over from",
                    ),
                ),
                migrations.AddField(
                    model_name="letter",
                    name="extended_until",
                    field=models.DateTimeField(blank=True, null=True, verbose_name="later deadline"),
                ),
                migrations.AddField(
                    model_name="letter",
                    name="extension_reason",
                    field=models.CharField(
                        blank=True, db_default="", max_length=300, verbose_name="reason for the later deadline"
                    ),
                ),
                migrations.AddField(
                    model_name="letter",
                    name="member",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="letters_written",
                        to="members.member",
                        verbose_name="matched on the roll",
                    ),
                ),
                migrations.AddField(
                    model_name="letter",
                    name="on_paper",
                    field=models.BooleanField(db_default=False, default=False, verbose_name="on paper or by post"),
                ),
                migrations.AddField(
                    model_name="letter",
                    name="time_zone",
                    field=models.CharField(blank=True, db_default="", max_length=64, verbose_name="time zone"),
                ),
                migrations.AddField(
                    model_name="nomination",
                    name="as_submitted",
                    field=models.JSONField(blank=True, editable=False, null=True),
                ),
                migrations.AddField(
                    model_name="nomination",
                    name="carried_from",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="carried_to",
                        to="awards.nomination",
                        verbose_name="carried over from",
                    ),
                ),
                migrations.AddField(
                    model_name="nomination",
                    name="eligibility_note",
                    field=models.TextField(blank=True, db_default="", verbose_name="reason for the exception"),
                ),
                migrations.AddField(
                    model_name="nomination",
                    name="eligibility_override",
                    field=models.BooleanField(blank=True, null=True, verbose_name="eligible despite the roll"),
                ),
                migrations.AddField(
                    model_name="nomination",
                    name="extended_until",
                    field=models.DateTimeField(blank=True, null=True, verbose_name="later deadline"),
                ),
                migrations.AddField(
                    model_name="nomination",
                    name="extension_reason",
                    field=models.CharField(
                        blank=True, db_default="", max_length=300, verbose_name="reason for the later deadline"
                    ),
                ),
                migrations.AddField(
                    model_name="nomination",
                    name="joined_to",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="joined_nominations",
                        to="awards.nomination",
                        verbose_name="joined to",
                    ),
                ),
                migrations.AddField(
                    model_name="nomination",
                    name="nominee_member",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="nominations_received",
                        to="members.member",
                        verbose_name="nominee matched on the roll",
                    ),
                ),
                migrations.AddField(
                    model_name="nomination",
                    name="on_paper",
                    field=models.BooleanField(db_default=False, default=False, verbose_name="on paper or by post"),
                ),
                migrations.AddField(
                    model_name="nomination",
                    name="returned_at",
                    field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="returned"),
                ),
                migrations.AddField(
                    model_name="nomination",
                    name="returned_note",
                    field=models.TextField(blank=True, db_default="", verbose_name="what is missing"),
                ),
                migrations.AddField(
                    model_name="nomination",
                    name="returned_until",
                    field=models.DateTimeField(blank=True, null=True, verbose_name="returned until"),
                ),
                migrations.AddField(
                    model_name="nomination",
                    name="scan",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="nominations",
                        to="files.storedfile",
                        verbose_name="scan",
                    ),
                ),
                migrations.AlterField(
                    model_name="nomination",
                    name="state",
                    field=models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Received"),
                            ("returned", "Returned"),
                            ("withdrawn", "Withdrawn"),
                            ("disqualified", "Set aside"),
                            ("joined", "Joined to another"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="cycle",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("prize_en", ""), _negated=True), models.Q(("prize_fr", ""), _negated=True)
                            ),
                            models.Q(("prize_en", ""), ("prize_fr", "")),
                            _connector="OR",
                        ),
                        name="cycle_prize_in_both",
                        violation_error_message="Write it in English and in French.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="cycle",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("skipped_at", None),
                            models.Q(
                                models.Q(("skipped_en", ""), _negated=True), models.Q(("skipped_fr", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="cycle_skipped_says_why",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="cycle",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("cancelled_at", None),
                            models.Q(
                                models.Q(("cancelled_en", ""), _negated=True),
                                models.Q(("cancelled_fr", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="cycle_cancelled_says_why",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="letter",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sent"), _negated=True),
                            models.Q(("file__isnull", False), ("on_paper", True), ("sent_at__isnull", False)),
                            models.Q(
                                ("sent_at__isnull", False),
                                models.Q(
                                    models.Q(("text", ""), _negated=True), ("file__isnull", False), _connector="OR"
                                ),
                                models.Q(("full_name", ""), _negated=True),
                                models.Q(("address", ""), _negated=True),
                                models.Q(("telephone", ""), _negated=True),
                                models.Q(("contact_email", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="letter_sent_is_whole",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="letter",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("extended_until", None), models.Q(("extension_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="letter_later_deadline_says_why",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="nomination",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "returned"), _negated=True),
                            models.Q(
                                ("as_submitted__isnull", False),
                                ("returned_until__isnull", False),
                                models.Q(("returned_note", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="nomination_returned_says_what_and_until_when",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="nomination",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("joined_to__isnull", False), ("state", "joined")),
                            models.Q(models.Q(("state", "joined"), _negated=True), ("joined_to", None)),
                            _connector="OR",
                        ),
                        name="nomination_joined_says_to_which",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="nomination",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("eligibility_override", None),
                            models.Q(("eligibility_note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="nomination_exception_says_why",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="nomination",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("extended_until", None), models.Q(("extension_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="nomination_later_deadline_says_why",
                    ),
                ),
            ]
        )
    ]
