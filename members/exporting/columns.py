"""The columns of the roll's file, by both their names; without Django, because the reader of files runs in the sandbox."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pafso.text.folding import folded


@dataclass(frozen=True)
class Column:
    """`key` is the same in every language; a file may call the column by it or by either name. `kind` is how it is read."""

    key: str
    en: str
    fr: str
    kind: str = "text"
    also: tuple[str, ...] = ()
    example: tuple[str, str] = ("", "")
    imported: bool = True
    exported: bool = True

    def name(self, language: str) -> str:
        return self.fr if language == "fr" else self.en


COLUMNS = (
    Column("number", "Member number", "Numéro de membre", "number", ("no", "numero", "no de membre", "n de membre", "member no"), ("1042",) * 2),
    Column("name", "Name", "Nom", "text", ("full name", "nom complet"), ("Élodie Bélanger-Roy",) * 2),
    # What payroll sends in two columns; the roll has one name of a person.
    Column("first_name", "First name", "Prénom", "text", ("given name", "given names", "firstname", "prenoms"), ("Élodie",) * 2, exported=False),
    Column("last_name", "Last name", "Nom de famille", "text", ("surname", "family name", "lastname"), ("Bélanger-Roy",) * 2, exported=False),
    Column("preferred_name", "Preferred name", "Nom d’usage", "text", ("prenom usuel",), ("Élodie",) * 2),
    Column("language", "Language", "Langue", "language", (), ("French", "français")),
    Column("time_zone", "Time zone", "Fuseau horaire", "time_zone", (), ("America/Toronto",) * 2),
    Column("employer", "Employer", "Employeur", "employer", (), ("GAC", "AMC")),
    Column("work_email", "Work email", "Courriel au travail", "email", ("courriel professionnel",), ("elodie@example.org",) * 2),
    Column("personal_email", "Personal email", "Courriel personnel", "email", (), ("elodie@example.net",) * 2),
    Column("telephone", "Telephone", "Téléphone", "text", ("phone", "mobile"), ("+1 613 555-0142",) * 2),
    Column("class", "Class", "Catégorie", "class", ("membership class", "categorie de membre"), ("Regular", "Régulier")),
    Column("member_since", "Member since", "Membre depuis", "date", (), ("2019-09-03",) * 2),
    Column("member_until", "Member until", "Membre jusqu’au", "date", ("membre jusqu'a",)),
    Column("reason", "Reason", "Motif"),
    Column("level", "Level", "Niveau", "level", (), ("FS-02",) * 2),
    Column("acting", "Acting", "Par intérim", "yes_no", ("interim", "interimaire"), ("no", "non")),
    Column("stream", "Stream", "Filière", "stream", (), ("Trade", "Commerce")),
    Column("level_since", "Level since", "Niveau depuis", "date", (), ("2022-04-01",) * 2),
    Column("mission", "Mission", "Mission", "text", (), ("Embassy", "Ambassade")),
    Column("city", "City", "Ville", "text", (), ("Dakar",) * 2),
    Column("country", "Country", "Pays", "text", (), ("Senegal", "Sénégal")),
    Column("posting_time_zone", "Posting time zone", "Fuseau horaire de l’affectation", "time_zone", (), ("Africa/Dakar",) * 2),
    Column("posted_since", "Posted since", "En affectation depuis", "date", ("affecte depuis",), ("2025-08-15",) * 2),
    Column("dues_since", "Dues since", "Cotise depuis", "date", ("cotisations depuis",), ("2019-09-03",) * 2),
    Column("dues_until", "Dues until", "Cotise jusqu’au", "date", ("cotisations jusqu'au",)),
    # What an export adds for its reader; an import passes over it without a word.
    Column("good_standing", "In good standing", "En règle", "yes_no", imported=False),
    Column("acting_level", "Acting level", "Niveau par intérim", "level", imported=False),
    # What the list of refused lines adds.
    Column("line", "Line", "Ligne", imported=False, exported=False),
    Column("why", "Why it was refused", "Motif du refus", imported=False, exported=False),
)  # fmt: skip
BY_KEY = {column.key: column for column in COLUMNS}
IMPORTED = [column for column in COLUMNS if column.imported]
EXPORTED = [column for column in COLUMNS if column.exported]


def plain(name: str) -> str:
    """``"  N° de Membre*"`` → ``"n de membre"``: what is left to compare when case, accents and marks are set aside."""
    return " ".join(re.sub(r"[^0-9a-z]+", " ", folded(name)).split())


KNOWN = {plain(name): column.key for column in COLUMNS for name in (column.key, column.en, column.fr, *column.also)}


def keys_of(header: Iterable[str]) -> list[str | None]:
    """For each name in the first line of a file, the key of its column; None for one that nobody knows."""
    return [KNOWN.get(plain(name)) for name in header]
