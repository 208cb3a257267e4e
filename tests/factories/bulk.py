"""Tables filled in bulk by PostgreSQL itself, with rows that their constraints allow.

A column gets its values from its type: most rows the common one, about one in a thousand each of the others, so that what is
rare must be found by an index. Where a constraint wants more, RECIPES says so in SQL. The same code fills the schema of an
older release, whose models come from its migrations; a recipe of a column that a schema does not have is passed over.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, models

# One row in so many has each of the uncommon values.
RARE = 1009
# The person who has more than anybody else, so that their own lists have pages.
BUSY, BUSY_SHARE = 1, 97

# What most rows hold, where it is not the default.
COMMON = {
    "awards.Nomination.state": "submitted",
    "awards.Letter.state": "sent",
    "contests.Entry.state": "accepted",
    "magazine.Issue.state": "published",
    "mail.Mail.state": "sent",
    "members.Application.state": "approved",
    "members.Closing.state": "done",
    "documents.ReadersCopy.state": "ready",
    "members.Copy.state": "expired",
    "members.Merge.state": "merged",
    "members.Death.state": "taken_back",
    "members.Inquiry.state": "done",
    "members.Recovery.state": "done",
    "members.RollImport.state": "applied",
    "members.Device.forgotten_at": "",
}
NOW = "now()"
# Most of what there is belongs to one cycle, one contest that is open and one whose gallery is.
CROWDED_CYCLE, CROWDED_CONTEST, CROWDED_GALLERY = 5, 1, 3
# One that asks the roll about nominees, and has as many nominations as an edition may have.
QUIET_CYCLE = 6
CONTEST = f"(ARRAY[{CROWDED_CONTEST}, {CROWDED_GALLERY}, 1 + i % 10])[1 + i % 3]"
BOTH_ENDS = {"starts_on": "DATE '1990-01-01' + (i % 9000)", "ends_on": "CASE WHEN i % 3 = 0 THEN DATE '2025-06-30' END"}
DATED = {**BOTH_ENDS, "struck_at": "NULL", "struck_by": "NULL"}
# A few have a date of their own.
LATER = f"CASE WHEN i % {RARE} = 700 THEN now() + interval '9 days' END"
# By label and field, in terms of i (the number of the row, from 1), of `state` where there is one, and of {field} for the key
# of the other table that the field would have got by itself.
RECIPES: dict[str, dict[str, str]] = {
    "awards.Cycle": {
        "award": "1 + (i - 1) / 5",
        "year": "2020 + i % 5", "letters_needed": "1 + i % 2",
        "opens_at": "now() - interval '1 day' * (i % 5) * 365 - interval '30 days'",
        "closes_at": "now() - interval '1 day' * (i % 5) * 365 + interval '30 days'",
    },
    "awards.Nomination": {
        "cycle": f"CASE WHEN i % 3 > 0 THEN {CROWDED_CYCLE} ELSE 1 + i % 25 END",
        "submitted_at": "CASE WHEN state <> 'draft' THEN TIMESTAMPTZ '2020-01-01Z' + i * interval '7 minutes' END",
        "disqualified_reason": "CASE WHEN state = 'disqualified' THEN 'late' ELSE '' END",
        "joined_to": "CASE WHEN state = 'joined' THEN i - 1 END",
        "returned_at": "CASE WHEN state = 'returned' THEN now() END",
        "returned_until": "CASE WHEN state = 'returned' THEN now() + interval '1 day' * (i % 10 - 2) END",
        "as_submitted": "CASE WHEN state = 'returned' THEN jsonb_build_object() END", "typed_meanwhile": "NULL",
        "extended_until": LATER,
    },
    "awards.CoNominator": {
        "user": f"CASE WHEN i % 16 = 3 THEN NULL WHEN i % {4 * BUSY_SHARE} = 50 THEN {BUSY} ELSE 1 + (i + 5) % 10000 END",
        "joined_at": "CASE WHEN i % 16 <> 3 THEN now() END", "ended_at": "NULL", "ending": "''",
    },
    "awards.CarryOver": {"nomination": "i", "answered_at": "NULL", "accepted": "NULL", "draft": "NULL"},
    "awards.GroupMember": {"nomination": "1 + (i - 1) / 4", "place": "i % 4"},
    "awards.Letter": {
        "sent_at": "CASE WHEN state = 'sent' THEN now() END", "file": "NULL",
        # Of those who write where anyone's letter counts the roll does not know each tenth; elsewhere it knows almost all.
        "member": f"CASE WHEN (i % 10 = 3 AND (i - 1) % 20000 % 3 <> 2) OR i % {RARE} = 9 THEN NULL ELSE i END",
        "counts_note": f"CASE WHEN i % {RARE} = 11 THEN 'because' ELSE '' END",
        "declined_at": "CASE WHEN state = 'declined' THEN now() END", "extended_until": LATER,
    },
    "awards.LetterReminder": {"letter": "i"},
    "awards.LetterCorrection": {"letter": "i", "file": "NULL"},
    "awards.DossierPaper": {"file": "NULL", "lease_until": "NULL", "state": "'expired'"},
    "awards.Dossier": {"nomination": "i", "content": "jsonb_build_object('letters', jsonb_build_array())::text", "digest": "md5(i::text) || md5(i::text)", "altered_at": "NULL"},
    "awards.DossierFile": {"dossier": "i"},
    "contests.Contest": {
        "slug": "'contest-' || i",
        "opens_at": "now() - interval '1 year' * (i - 1) - interval '30 days'",
        "closes_at": "now() - interval '1 year' * (i - 1) + interval '30 days'",
        "gallery_published_at": "CASE WHEN i > 2 THEN now() - interval '1 year' * (i - 1) + interval '40 days' END",
        "entries_per_member": "3", "hidden_at": "NULL",
    },
    "contests.Category": {"contest": "1 + (i - 1) / 3"},
    "contests.Entry": {
        "contest": CONTEST, "category": f"({CONTEST} - 1) * 3 + 1 + i % 3",
        "prepared_at": "CASE WHEN state = 'accepted' OR i % 1009 = 400 THEN now() END",
        "original": "CASE WHEN state <> 'withdrawn' THEN {original} END",
        "reason": "CASE WHEN state = 'disqualified' THEN 'late' ELSE '' END",
        "sha256": "md5(i::text) || md5(i::text)", "width": "640", "height": "480", "begun_at": NOW,
        "received_at": "TIMESTAMPTZ '2020-01-01Z' + i * interval '7 minutes'", "rights_confirmed_at": NOW,
        "attempts": "0", "recipe": "CASE WHEN i % 1009 = 401 THEN 0 ELSE 2 END",
    },
    "contests.Derivative": {"entry": "1 + (i - 1) / 2", "edge": "CASE WHEN i % 2 = 0 THEN 320 ELSE 1280 END",
                            "width": "320", "height": "240"},
    "contests.Placing": {"rank": "1 + i % 3", "category": "NULL"},
    "audit.Entry": {
        "subject_type": "'members.Member'", "subject_id": "i::text",
        "verb": "CASE i % 1009 WHEN 1 THEN 'letter_read' WHEN 2 THEN 'nomination_submitted' ELSE 'signed_in' END",
    },
    "documents.ReadersCopy": {
        "original": "i", "made_at": "now()", "attempts": "0", "lease_until": "NULL", "notes": "'[]'",
    },
    "documents.CopyPicture": {"copy": "1 + (i - 1) / 4", "number": "1 + (i - 1) % 4", "file": "i", "width": "1280", "height": "1657"},
    "files.StoredFile": {
        "size": "1000 + i", "media_type": "CASE i % 1009 WHEN 1 THEN 'application/pdf' ELSE 'image/webp' END",
    },
    "magazine.Issue": {
        "volume": "1 + (i - 1) / 4", "number": "1 + (i - 1) % 4", "page_count": "20", "cover_width": "480",
        "cover_height": "621", "cover": "{cover}", "hidden_at": "NULL", "published_at": "now()", "problem": "''", "attempts": "0",
    },
    "magazine.Page": {"issue": "1 + (i - 1) / 20", "number": "1 + (i - 1) % 20", "text": "'page summer' || i % 300",
                      "stems": "'page summer' || i % 300"},
    "members.Document": {"file_en": "{file_en}", "file_fr": "NULL"},
    "members.Proof": {"member": "i", "made_on": "current_date - (i % 80)", "revoked_at": "NULL"},
    "members.Application": {
        "applicant": "i", "decided_at": "now()", "decided_by": "NULL", "member": "NULL", "kind": "{kind}",
        "decision_reason": "'because'", "submitted_at": "CASE WHEN state <> 'draft' THEN now() END",
    },
    "members.Appointment": DATED, "members.DuesTerm": DATED, "members.Leave": DATED, "members.Membership": {
        **DATED,
        "ends_on": "CASE WHEN i % 10 = 0 THEN DATE '2025-06-30' END",
        "kind": "CASE WHEN i % 1009 = 8 THEN 'honorary' WHEN i % 7 = 3 THEN 'retired' WHEN i % 31 = 5 THEN 'associate' "
                "ELSE 'regular' END",
    },
    "members.Posting": {**DATED, "mission": "'Embassy ' || i % 400", "mission_key": "'embassy ' || i % 400 || ' city'"},
    "members.Closing": {"user": "i"},
    "members.ContactDetail": {"member": "i", "seen_by": "CASE WHEN i % 5 = 0 THEN 'mission' ELSE 'nobody' END"},
    "members.PaperCopy": {"member": "i", "lines": "i || ' Elm Street'", "country": "'CA'"},
    "members.Copy": {"user": "i", "file": "NULL", "lease_until": "NULL"},
    "members.Consent": {"at": "TIMESTAMPTZ '2020-01-01Z' + i * interval '1 minute'"},
    "members.ImportLine": {"roll_import": "1 + (i - 1) / 2000", "number": "1 + (i - 1) % 2000"},
    "members.Member": {
        "user": "CASE WHEN i % 1009 <> 5 THEN i END", "number": "'M' || i", "number_key": "'m' || i", "merged_into": "CASE WHEN i % 1009 = 6 THEN i - 1 END",
        "erased_at": "CASE WHEN i % 1009 = 7 THEN now() END", "struck_at": "CASE WHEN i % 1009 = 8 THEN now() END",
        "struck_by": "CASE WHEN i % 1009 = 8 THEN 1 END", "name": "'Given' || i % 40 || ' Family' || i",
        "sort_name": "'given' || i % 40 || ' family' || i",
    },
    "members.Merge": {
        "kept": "2 * i", "duplicate": "2 * i + 1", "proposed_by": "1", "decided_by": "CASE WHEN state <> 'proposed' THEN 2 END",
        "merged_at": "CASE WHEN state IN ('merged', 'undone') THEN now() END", "undone_by": "NULL",
    },
    "members.Inquiry": {
        "address": "'asked' || i || '@example.org'", "asked_by": "1", "decided_by": "2",
        "ended_at": "CASE WHEN state <> 'asked' THEN now() END",
    },
    "members.Recovery": {
        "user": "i + 2", "asked_by": "1", "decided_by": "CASE WHEN state <> 'asked' THEN 2 END",
        "decided_at": "CASE WHEN state <> 'asked' THEN now() - interval '3 days' END",
        "due_at": "CASE WHEN state NOT IN ('asked', 'refused') THEN now() - interval '1 day' END",
    },
    "members.LabelRun": {"file": "NULL", "lease_until": "NULL", "unprintable": "'[]'"},
    "members.RollImport": {"file": "NULL", "lease_until": "NULL", "problem": "''", "undone_by": "NULL"},
    # Some are guests, who have neither a right nor a password.
    "members.User": {"last_login": "now()", "is_superuser": "false", "time_zone_confirmed_at": "now()",
                     "is_guest": f"i % {RARE} = 250", "password": f"CASE WHEN i % {RARE} = 250 THEN '!' ELSE 'md5' END"},
    "account.EmailAddress": {"user": "i", "email": "'person' || i || '@example.org'", "primary": "true", "verified": "i % 1009 <> 3"},
    "mfa.Authenticator": {"type": "'totp'", "user": "i"},
    "usersessions.UserSession": {"ip": "'203.0.113.9'"},
    "admin.LogEntry": {"action_flag": "2"},
}  # fmt: skip


class Tables:
    """What was filled, and with how many rows: keys are 1…n, or those that were there before."""

    def __init__(self) -> None:
        self.keys: dict[str, list[Any] | int] = {}

    def fill(self, wanted: Iterable[type[models.Model]], sizes: Mapping[str, int]) -> None:
        """So many rows as SIZES says (by label) into the tables of WANTED, those first that others point to."""
        waiting = list(wanted)
        while waiting:
            ready = [model for model in waiting if not self._needs(model) & {other._meta.label for other in waiting}]
            assert ready, f"these point to each other: {waiting}"
            for model in ready:
                self.fill_one(model, sizes[model._meta.label])
                waiting.remove(model)

    def fill_one(self, model: type[models.Model], rows: int) -> None:
        label = model._meta.label
        there = list(models.QuerySet(model).order_by("pk").values_list("pk", flat=True)[:50])
        if there or not rows:
            self.keys[label] = there
            return
        fields = [field for field in model._meta.concrete_fields if not getattr(field, "generated", False)]
        values = {field.column: self._value(label, field, rows) for field in fields}
        columns = ", ".join(f'"{column}"' for column in values)
        expressions = ", ".join(values.values())
        state = values.get("state", "NULL")
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                f'INSERT INTO "{table}" ({columns}) SELECT {expressions} '
                f"FROM (SELECT i, {state} AS state FROM generate_series(1, {rows}) AS i) AS row"
            )
            if isinstance(model._meta.pk, models.AutoField):
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', '{model._meta.pk.column}'), {rows})")
        self.keys[label] = rows

    def _needs(self, model: type[models.Model]) -> set[str]:
        return {
            field.related_model._meta.label
            for field in model._meta.concrete_fields
            if field.is_relation and field.related_model is not model
        }

    def _value(self, label: str, field: models.Field, rows: int) -> str:
        recipe = RECIPES.get(label, {}).get(field.name)
        if recipe is not None:
            return recipe.format(**{field.name: self._key(field)} if "{" in recipe else {})
        if field.primary_key and not field.is_relation and isinstance(field, models.AutoField):
            return "i"
        if field.is_relation and field.related_model is field.model:
            value = "NULLIF(i - 1, 0)"
        elif field.is_relation:
            value = self._key(field)
        elif field.choices:
            value = _chosen(field, COMMON.get(f"{label}.{field.name}"), rows)
        else:
            value = _of_type(field)
        return f"CASE WHEN i % 16 = 0 THEN {value} END" if field.null and value != "NULL" else value

    def _key(self, field: models.Field) -> str:
        """Some row of the table that the field points to; one person in particular has a hundred times their share."""
        label = field.related_model._meta.label  # type: ignore[union-attr]
        keys = self.keys.get(label, [])
        if isinstance(keys, int):
            key = f"1 + (i - 1) % {keys}"
            return f"CASE WHEN i % {BUSY_SHARE} = 0 THEN {BUSY} ELSE {key} END" if _is_persons(field) else key
        if not keys:
            return "NULL"
        listed = ", ".join(f"'{key}'" if isinstance(key, str) else str(key) for key in keys)
        return f"(ARRAY[{listed}])[1 + (i / 11) % {len(keys)}]"


def _is_persons(field: models.Field) -> bool:
    related: Any = field.related_model
    return related._meta.label == "members.User" and not field.unique


def _chosen(field: models.Field, common: str | None, rows: int) -> str:
    values = [value for value, _ in field.flatchoices if value not in ("", None)]
    if common is None:
        common = field.default if field.default in values else values[0]
    values = [common, *(value for value in values if value != common)]
    quoted = [f"'{value}'" if isinstance(value, str) else str(value) for value in values]
    if "language" in field.name:  # neither is rare
        return f"CASE WHEN i % 3 = 0 THEN {quoted[1]} ELSE {quoted[0]} END"
    if rows < 2 * RARE:
        return f"(ARRAY[{', '.join(quoted)}])[1 + (i - 1) % {len(quoted)}]"
    cases = " ".join(f"WHEN {place} THEN {value}" for place, value in enumerate(quoted[1:], start=1))
    return f"CASE i % {RARE} {cases} ELSE {quoted[0]} END" if cases else quoted[0]


def _of_type(field: models.Field) -> str:
    if isinstance(field, models.BooleanField):
        return f"i % {RARE} <> 500" if field.default is True else f"i % {RARE} = 500"
    value = next((value for kind, value in TYPES if isinstance(field, kind)), None)
    if value is None:
        raise NotImplementedError(f"how is {field} filled? Say it in RECIPES of {__name__}")
    if isinstance(field, models.JSONField):
        return "'[]'::jsonb" if field.default is list else value
    if not isinstance(field, models.CharField | models.TextField):
        return value
    longest = field.max_length or 200
    if field.name == "code":
        value = "upper(lpad(to_hex(i), 8, '0'))"
    elif field.unique and longest != 64:
        value = f"lpad(to_hex(i), {min(longest, 8)}, '0')"
    elif longest == 64:  # a digest, for all that hold one
        value = "md5(i::text) || md5(i::text)"
    elif field.name.endswith("language") or field.name == "invited_in":
        value = "CASE WHEN i % 3 = 0 THEN 'fr' ELSE 'en' END"
    return f"left({value}, {longest})"


TYPES: list[tuple[type[models.Field], str]] = [
    (models.EmailField, "'person' || i || '@example.org'"),
    (models.SlugField, "'slug-' || i"),
    (models.CharField, "'Given' || i % 40 || ' Family' || i"),
    (models.TextField, "'Given' || i % 40 || ' Family' || i"),
    (models.DateTimeField, "TIMESTAMPTZ '2020-01-01Z' + i * interval '7 minutes'"),
    (models.DateField, "DATE '1990-01-01' + (i % 9000)"),
    (models.TimeField, "TIME '10:00'"),
    (models.DurationField, "interval '1 day'"),
    (models.UUIDField, "md5(i::text)::uuid"),
    (models.JSONField, "'{}'::jsonb"),
    (models.GenericIPAddressField, "'203.0.113.9'"),
    (models.BinaryField, "'x'::bytea"),
    (models.DecimalField, "i % 50"),
    (models.FloatField, "i % 50"),
    (models.IntegerField, "1 + i % 50"),
]
