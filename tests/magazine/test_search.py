"""Search: the same hits on both databases, whatever is asked."""

import pytest
from django.db import connection

from magazine.models import Issue, Page
from magazine.search import EXCERPT, HITS_ON_A_PAGE, MOST_HITS, Piece, find, highlighted, page_asked, understand
from magazine.stems import stems_of
from tests.factories.magazine import make_issue, make_page, make_picture

pytestmark = pytest.mark.django_db

TEXTS = {
    1: "The pupil photographed the comets from the roof of the chancery, and was shortlisted with the others.",
    2: "L’été, les élèves lisent l’œuvre du poète dans le jardin ; la candidature est pour le Québec.",
    3: "A certain naïveté of the officer was forgiven by the ministry in this affair of foreign affairs.",
    4: "Le ministère des affaires étrangères a reçu trois candidatures dans les délais, et deux chevaux.",
    5: "Summer came to the garden of the residence, and with it the photograph of the old horse.",
}


@pytest.fixture
def issue() -> Issue:
    return make_issue(38, 1, *TEXTS.values())


def pages_for(text: str) -> set[int]:
    return {hit.page.number for hit in find(understand(text)).hits}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("été", {2}),
        ("ete", {2}),
        ("ÉTÉ", {2}),
        ("élève", {2}),
        ("eleve", {2}),
        ("élèves", {2}),
        ("l’œuvre", {2}),
        ("l'oeuvre", {2}),
        ("oeuvres", {2}),
        ("photograph", {1, 5}),
        ("photographs", {1, 5}),
        ("candidature", {2, 4}),
        ("Candidatures", {2, 4}),
        ("shortlist", {1}),
        ("shortlisted", {1}),
        ("comet", {1}),
        ("naivete", {3}),
        ("naïveté", {3}),
        ("quebec", {2}),
        ("cheval", {4}),
        ("affaires étrangères", {4}),
        ("affaires", {3, 4}),
        ("the garden", {5}),
        ("jardin poète", {2}),
        ('"foreign affairs"', {3}),
        ('"affairs foreign"', set()),
        ("« affaires étrangères »", {4}),
        ("“des affaires”", {4}),
        ("aardvark", set()),
    ],
)
def test_words_find_their_pages(issue: Issue, asked: str, found: set[int]) -> None:
    assert pages_for(asked) == found


SPELLINGS = {
    1: "Ambassador O’Connor of the U.S. answered an e-mail about the FS-02 level; Łukasz Ðorđević and Işık Æbelø took notes.",
    2: "OConnor in the US sent email on FS02; Mrs. D’Arcy and the sous-ministre, Côté, were there.",
    3: "Nothing of the kind; o and connor, apart.",
}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("O’Connor", {1, 2}),
        ("o'connor", {1, 2}),
        ("OConnor", {1, 2}),
        ("oconnor", {1, 2}),
        ("connor", {1, 3}),
        ("U.S.", {1, 2}),
        ("US", {1, 2}),
        ("e-mail", {1, 2}),
        ("e‑mail", {1, 2}),
        ("email", {1, 2}),
        ("FS02", {1, 2}),
        ("FS-02", {1, 2}),
        ("lukasz dordevic isik aebelo", {1}),
        ("Łukasz", {1}),
        ("darcy", {2}),
        ("d’Arcy", {2}),
        ("sousministre", {2}),
        ("sous-ministre", {2}),
        ("Cote", {2}),
        ("Côté, Łukasz", {1, 2}),
    ],
)
def test_a_word_is_found_however_it_is_joined_or_marked(asked: str, found: set[int]) -> None:
    make_issue(38, 1, *SPELLINGS.values())

    assert pages_for(asked) == found


def test_what_is_joined_is_marked_as_a_whole() -> None:
    page = make_issue(38, 1, SPELLINGS[1]).pages.get()

    assert [piece.text for piece in highlighted(page, understand("oconnor FS02")) if piece.marked] == [
        "O’Connor",
        "FS-02",
    ]


def test_all_words_are_wanted_first(issue: Issue) -> None:
    results = find(understand("photograph garden"))

    assert [hit.page.number for hit in results.hits] == [5]
    assert not results.loose


def test_without_a_page_that_has_all_some_will_do(issue: Issue) -> None:
    results = find(understand("comets cheval aardvark"))

    assert {hit.page.number for hit in results.hits} == {1, 4}
    assert results.loose


@pytest.mark.parametrize(
    "asked",
    ["", "   ", "\0", "\0\0\r\n", '"', '""', "*", "-", ":", "()", "«»", "…", "\u0301", "🙂"],
)
def test_what_holds_no_word_is_told_so(issue: Issue, asked: str) -> None:
    question = understand(asked)

    assert str(question.problem)
    assert find(question).hits == []


@pytest.mark.parametrize("asked", ["the", "the of and", "le la les", '"of the"', "l’ d’", "a"])
def test_only_common_words_are_told_so(issue: Issue, asked: str) -> None:
    assert str(understand(asked).problem) == "Nearly every page has these words. Add a less common one."


@pytest.mark.parametrize(
    "asked",
    [
        "NEAR(comets pupil)",
        "comets NOT pupil",
        "comets AND",
        "comets OR",
        'comets "',
        'comets" OR "1"="1',
        "comets* -pupil ^roof stems:comets",
        "com:ets | & ! <-> comets",
        "comets\0pupil",
        "comets'; DROP TABLE magazine_page; --",
        "{comets} [comets] \\comets\\ %comets% _comets_",
    ],
)
def test_operators_of_the_databases_are_plain_letters(issue: Issue, asked: str) -> None:
    assert 1 in pages_for(asked)


def test_a_very_long_question_is_cut_and_says_so(issue: Issue) -> None:
    question = understand("comets " + "supercalifragilistic " * 500)

    assert question.cut
    assert len(question.text) <= 200
    assert {hit.page.number for hit in find(question).hits} == {1}


def test_many_words_are_cut_and_say_so() -> None:
    question = understand(" ".join(f"w{n}" for n in range(30)))

    assert question.cut
    assert len(question.terms) == 12


def test_an_endless_word_is_no_trouble(issue: Issue) -> None:
    assert pages_for("x" * 10_000) == set()


@pytest.mark.parametrize("word", ["1e5x", "1e5", "12ab34", "2026", "007", "3ème", "6e45f", "мир", "平和", "x1.2.3"])
def test_odd_words_are_found_on_both_databases(word: str) -> None:
    issue = make_issue(38, 1, f"nothing {word} else", "nothing at all")

    assert pages_for(word) == {1}, issue


@pytest.mark.req("R15")
@pytest.mark.parametrize("state", ["waiting", "extracting", "failed", "ready"])
def test_only_published_issues_are_searched(state: str) -> None:
    make_issue(38, 1, TEXTS[1], state=state)

    assert pages_for("comets") == set()


def test_the_index_follows_changed_and_deleted_pages(issue: Issue) -> None:
    page = issue.pages.get(number=1)
    page.text = "an aardvark"
    page.stems = stems_of(page.text, "en")
    page.save()

    assert pages_for("aardvark") == {1}
    assert pages_for("comets") == set()

    issue.pages.filter(number=1).delete()

    assert pages_for("aardvark") == set()


def test_a_page_with_more_of_the_word_comes_first() -> None:
    make_issue(38, 1, "one treaty among a great many other things that are told here at length", "treaty treaty treaty")

    assert [hit.page.number for hit in find(understand("treaty")).hits] == [2, 1]


def test_hits_come_a_page_at_a_time_and_are_capped() -> None:
    issue = make_issue(38, 1, "treaty")
    Page.objects.bulk_create(
        [
            Page(
                issue=issue, number=n, image=make_picture_once(issue), width=1, height=1, text="treaty", stems="treati"
            )
            for n in range(2, MOST_HITS + 12)
        ]
    )

    first, last = find(understand("treaty")), find(understand("treaty"), MOST_HITS // HITS_ON_A_PAGE)
    beyond = find(understand("treaty"), 99)

    assert len(first.hits) == len(last.hits) == HITS_ON_A_PAGE
    assert {hit.page.pk for hit in first.hits}.isdisjoint({hit.page.pk for hit in last.hits})
    assert (first.has_next, first.capped) == (True, True)
    assert (last.has_next, last.capped) == (False, True)
    assert (beyond.hits, beyond.has_next) == ([], False)


def make_picture_once(issue: Issue) -> object:
    return issue.cover


def test_the_excerpt_shows_the_place_and_marks_the_words() -> None:
    text = "word " * 200 + "Les ÉLÈVES lisent l’œuvre. " + "mot " * 200
    issue = make_issue(38, 1, text)
    (hit,) = find(understand("eleve oeuvres")).hits

    marked = [piece.text for piece in hit.excerpt if piece.marked]
    shown = "".join(piece.text for piece in hit.excerpt)

    assert marked == ["ÉLÈVES", "œuvre"]
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) <= EXCERPT + 5
    assert issue.pages.get().text == text


def test_a_short_page_is_its_own_excerpt() -> None:
    make_issue(38, 1, "The <b>comets</b>\nof\nMay")
    (hit,) = find(understand("comets")).hits

    assert hit.excerpt == [Piece("The <b>"), Piece("comets", marked=True), Piece("</b> of May")]


def test_the_reader_keeps_the_whole_text(issue: Issue) -> None:
    page = issue.pages.get(number=2)
    pieces = highlighted(page, understand("jardin"))

    assert "".join(piece.text for piece in pieces) == page.text
    assert [piece.text for piece in pieces if piece.marked] == ["jardin"]


def test_search_asks_the_database_twice(issue: Issue, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]
        find(understand("photograph"))


@pytest.mark.parametrize(("text", "number"), [("", 1), ("2", 2), ("0", 1), ("-1", 1), ("x", 1), ("²", 1), ("9999", 1)])
def test_the_page_asked_for(text: str, number: int) -> None:
    assert page_asked(text) == number


def test_the_index_is_used_by_the_planner(issue: Issue) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no other way to answer MATCH")
    make_page(issue, 99, "filler", make_picture())
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT id FROM magazine_page WHERE vector @@ 'comet'::tsquery")
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "magazine_page_vector" in plan


def test_an_excerpt_of_a_page_without_spaces_is_cut_all_the_same() -> None:
    make_issue(38, 1, "comets." + "x" * 900)
    (hit,) = find(understand("comets")).hits

    assert len("".join(piece.text for piece in hit.excerpt)) == EXCERPT + 2
