"""Words planted wherever a file can hold one that is not for its readers: none is in what the readers get, or in any row of it."""

import re
from typing import Any

import pytest
from django.core import serializers

from pafso.documents.copies import ask_for_copy
from pafso.documents.models import DOCX, PDF, CopyPicture, ReadersCopy
from pafso.files.models import StoredFile
from tests.factories import pictures
from tests.factories.pdf_structures import LETTERS
from tests.factories.readers_copies import KEPT, planted_docx, planted_pdf, stored

MARK = "wren"


def made(content: bytes, media_type: str, commits: Any) -> ReadersCopy:
    with commits():
        copy = ask_for_copy(stored(content, media_type, "wren99x.docx"))
    copy.refresh_from_db()
    assert (copy.state, copy.problem) == ("ready", "")
    return copy


def everything_of(copy: ReadersCopy) -> bytes:
    """Every column of every row, and every byte of every file, but the original's own."""
    files = StoredFile.objects.exclude(pk=copy.original_id)
    rows = serializers.serialize("json", [*ReadersCopy.objects.all(), *CopyPicture.objects.all(), *files])
    found = rows.encode()
    for file in files:
        with file.open() as opened:
            found += opened.read()
    return found


@pytest.mark.req("R16", "R31")
def test_nothing_planted_in_a_word_document_comes_through(db: None, commits: Any) -> None:
    content, planted = planted_docx(MARK)

    copy = made(content, DOCX, commits)

    found = everything_of(copy)
    assert len(planted) >= 40 and all(word.startswith(MARK) for word in planted)
    assert MARK.encode() not in found and pictures.CANARY not in found
    for sentence in KEPT:
        assert copy.html.count(sentence) == 1, sentence
    assert [copy.html.index(sentence) for sentence in (*KEPT[:2], KEPT[3], KEPT[4])] == sorted(
        copy.html.index(sentence) for sentence in (*KEPT[:2], KEPT[3], KEPT[4])
    )
    assert copy.notes == ["comments", "headers", "hidden_text", "properties", "tracked_changes"]
    assert copy.pictures.count() == 1


@pytest.mark.req("R16", "R33")
@pytest.mark.parametrize("packed", [False, True])
def test_nothing_planted_in_a_pdf_comes_through(db: None, commits: Any, packed: bool) -> None:
    content, planted = planted_pdf(MARK, packed=packed)

    copy = made(content, PDF, commits)

    assert len(planted) >= 22
    assert MARK.encode() not in everything_of(copy)
    assert copy.pictures.get().text == LETTERS.decode()
    assert copy.notes == ["hidden_text", "remarks"]


def test_the_canary_sings(db: None) -> None:
    """The planted words are really in the files, so that a leak could show."""
    import zipfile
    from io import BytesIO

    content, planted = planted_docx(MARK)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        whole = b"".join(archive.read(name) + name.encode() for name in archive.namelist())
    assert {word for word in planted if word.encode() not in whole} == set()
    assert pictures.CANARY in whole

    plain, words = planted_pdf(MARK, packed=False)
    hidden = {word for word in words if not re.search(word.encode(), plain)}
    assert len(hidden) == 1  # the attachment's own bytes are packed
