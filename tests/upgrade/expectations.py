"""What becomes of the rows of the release, migration by migration; whatever is not named here stays as it was.

A migration that changes, moves or removes data of the release adds its `Expectation` to EXPECTATIONS in the same commit: the
table, the columns of the release that are no longer what they were, and a question in SQL to which PostgreSQL must answer
true after the upgrade (``holds``). One that adds or removes rows says by how many, in SQL too (``more_rows``). A column that is
renamed is one that changed, with the new name in the question. Columns and tables that are new need nothing.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Expectation:
    """What a migration does to one table of the release."""

    table: str
    why: str
    columns: frozenset[str] = frozenset()
    holds: str = "SELECT true"
    more_rows: str = "SELECT 0"


RIGHTS = ("awards_awardright", "contests_contestright", "magazine_magazineright")
GIVEN = "whoever works in the office looks after everything, so that nobody loses their work at the upgrade"
HELD_BACK = "no call for what had opened before there were calls"
EXPECTATIONS: list[Expectation] = [
    Expectation(
        "members_user",
        GIVEN,
        holds="SELECT "
        + " AND ".join(
            f"NOT EXISTS (SELECT 1 FROM members_user WHERE is_staff AND is_superuser AND is_active AND id NOT IN (SELECT user_id FROM {right}))"
            f" AND NOT EXISTS (SELECT 1 FROM {right} JOIN members_user ON members_user.id = user_id WHERE NOT is_staff)"
            for right in RIGHTS
        ),
    ),
    Expectation(
        "audit_entry",
        "each right that the upgrade gave is in the trail",
        more_rows="SELECT " + " + ".join(f"(SELECT count(*) FROM {right})" for right in RIGHTS),
    ),
    Expectation(
        "awards_cycle",
        HELD_BACK,
        holds="SELECT NOT EXISTS (SELECT 1 FROM awards_cycle WHERE sends_call = (opens_at <= now()))",
    ),
    Expectation(
        "awards_cycle",
        "each cycle takes over the conditions of its award",
        holds="SELECT NOT EXISTS (SELECT 1 FROM awards_cycle cycle JOIN awards_award award ON award.id = cycle.award_id"
        " WHERE (cycle.nominee_kind, cycle.letters_needed, cycle.case_words, cycle.letters_shown_to_nominator)"
        " IS DISTINCT FROM"
        " (award.nominee_kind, award.letters_needed, award.case_words, award.letters_shown_to_nominator))",
    ),
    Expectation(
        "contests_contest",
        HELD_BACK,
        holds="SELECT NOT EXISTS (SELECT 1 FROM contests_contest WHERE sends_call = (opens_at <= now()))",
    ),
    Expectation(
        "members_member",
        "names are folded as they are searched now",
        columns=frozenset({"sort_name"}),
        holds="SELECT NOT EXISTS (SELECT 1 FROM members_member WHERE number_key = '' AND number <> '')",
    ),
    Expectation("members_posting", "missions are folded as names are", columns=frozenset({"mission_key"})),
    Expectation("magazine_page", "words are folded, and joined ones added", columns=frozenset({"stems", "vector"})),
]
