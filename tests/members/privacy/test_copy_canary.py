"""A copy has everything of its person, and nothing of anybody else: one word in every column and every file."""

import io
import zipfile
from pathlib import Path

import pytest

from awards.models import Letter, Nomination
from members.models import User
from pafso.privacy.export import write_copy
from tests.factories import awards
from tests.factories.every_table import Life, make_life
from tests.factories.people import Cast

# Columns with a word in them that a copy leaves out, each for a reason.
LEFT_OUT = {
    "admin.LogEntry.object_repr": "what the admin calls the row: the copy has the row",
    "admin.LogEntry.change_message": "the audit trail has the act",
    "members.Member.number_key": "the number once more, in the spelling by which it is found",
    "mail.Mail.html": "the same words as the text",
    "awards.Nomination.eligibility_note": "what the office notes about the nominee, whom the nominator need not know on the roll",
    "awards.Letter.counts_note": "why the office let a letter of another count, or what it notes of the roll",
    "mail.Mail.reply_to": "an address of the office",
}


def unpacked(user: User, folder: Path) -> dict[str, bytes]:
    write_copy(user, folder / "copy.zip")
    with zipfile.ZipFile(io.BytesIO((folder / "copy.zip").read_bytes())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def lives(cast: Cast) -> tuple[Life, Life]:
    mine = make_life(cast.colleague, cast.staff, cast.outsider, mark="kanari")
    other = make_life(cast.officer, cast.staff, cast.outsider, mark="kolibri")
    return mine, other


@pytest.mark.req("R59", "R15")
def test_a_copy_has_every_word_and_file_of_its_person(lives: tuple[Life, Life], tmp_path: Path) -> None:
    mine, _ = lives

    everything = b"\n".join(unpacked(mine.user, tmp_path).values())

    absent = {column for column, words in mine.words.items() for word in words if word.encode() not in everything}
    assert absent - set(LEFT_OUT) == set()
    supporters = {word for word in mine.file_words if "letter" in word and mine.file_words[word] not in everything}
    assert len(supporters) == 1, "the letter of another, in a nomination of this person, is the other's"
    missing = {word for word, content in mine.file_words.items() if content not in everything}
    assert missing == supporters


@pytest.mark.req("R59", "R15")
def test_a_copy_has_nothing_of_another_person(lives: tuple[Life, Life], tmp_path: Path) -> None:
    mine, other = lives

    found = unpacked(mine.user, tmp_path)
    everything = "\n".join([*found, *(content.decode("utf-8", "replace") for content in found.values())])

    assert "kolibri" not in everything
    assert other.user.email not in everything
    assert "kanari" in everything


@pytest.mark.req("R16")
def test_what_others_wrote_about_a_person_is_not_in_the_copy(cast: Cast, tmp_path: Path) -> None:
    cycle = awards.make_cycle()
    about = awards.make_submitted(
        cycle, cast.officer, nominee_email=cast.colleague.email, nominee_name="Benoît Lefèvre"
    )
    # Even a letter that was asked for at the nominee's own address.
    first = Letter.objects.filter(nomination=about)[0]
    Letter.objects.filter(pk=first.pk).update(email=cast.colleague.email.upper())
    Nomination.objects.filter(pk=about.pk).update(nominee_email=cast.colleague.email.title())

    found = unpacked(cast.colleague, tmp_path)
    everything = b"\n".join(found.values()).decode()

    assert Nomination.objects.filter(nominee_email__iexact=cast.colleague.email).exists()
    assert [
        word for word in (awards.CASE_CANARY, awards.LETTER_CANARY, about.code, "Supportina") if word in everything
    ] == []


@pytest.mark.req("R16")
def test_the_nominator_gets_no_word_of_a_letter(cast: Cast, tmp_path: Path) -> None:
    awards.make_submitted(awards.make_cycle(), cast.colleague)

    everything = b"\n".join(unpacked(cast.colleague, tmp_path).values()).decode()

    assert awards.CASE_CANARY in everything
    assert awards.LETTER_CANARY not in everything
    assert "Quay Street" not in everything


def test_names_of_files_are_readable_everywhere(lives: tuple[Life, Life], tmp_path: Path) -> None:
    names = set(unpacked(lives[0].user, tmp_path))

    assert any(name.endswith("Été.jpg") and name.startswith("contests/photos/KANACC") for name in names)
    assert len({name.lower() for name in names}) == len(names)
    assert not [name for name in names if ".." in name or name.startswith("/") or "\\" in name]
