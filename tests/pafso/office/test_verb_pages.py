"""A verb of the office, by its exits: a page and a button of a real model, with actions that say what was asked of them."""

import uuid
from typing import Any

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.test import Client, RequestFactory
from django.urls import reverse

from members.models import Stream, User
from members.recovery.actions import ask_recovery
from pafso.audit.models import Entry
from pafso.errors import DomainError, Incomplete, WrongMove
from pafso.mail.models import Mail
from pafso.office.forms import ReasonForm, reason
from pafso.office.list_pages import act_on_each
from pafso.office.modeladmin import ReadOnlyAdmin
from pafso.office.verb_pages import Button, Page, VerbPages
from tests.factories.awards import make_cycle, make_submitted
from tests.factories.office import make_clerk
from tests.factories.people import Cast, make_user

pytestmark = pytest.mark.django_db
Acts = list[tuple[Any, ...]]
REFUSALS: dict[str, DomainError] = {
    "refused": WrongMove("It is closed."),
    "incomplete": Incomplete([("reason", "Say more."), ("other", "The other thing is missing.")]),
}


class Desk:
    """The admin of a model with a page, a page without a form, and two buttons; `acts` is what its actions were asked."""

    def __init__(self) -> None:
        self.acts: Acts = []

        class WithVerbs(VerbPages, ReadOnlyAdmin):
            verbs = [
                Page(
                    "closing",
                    self.close,
                    title="Close it",
                    words="Close…",
                    done="Closed.",
                    form=reason("Why"),
                    may=lambda stream, by: stream.code != "shut",
                    offered=lambda stream, by: stream.code == "open",
                ),
                Page("opening", self.open, title="Open it", done="Opened."),
                Button("press", self.open, words="Press", done="Pressed.", offered=lambda stream, by: by.is_superuser),
                Button("note", self.close, words="Note", done="Noted.", form=reason("Why", longest=10)),
            ]

        self.admin = WithVerbs(Stream, site)

    def close(self, stream: Stream, *, by: User, reason: str) -> None:
        if reason in REFUSALS:
            raise REFUSALS[reason]
        self.acts.append((stream.code, by.email, reason))

    def open(self, stream: Stream, *, by: User) -> None:
        if stream.code == "broken":
            raise REFUSALS["incomplete"]
        self.acts.append((stream.code, by.email))


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def clerk(cast: Cast) -> User:
    clerk = make_user("Clerk", "clerk@example.org", is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="change_stream"))
    return clerk


@pytest.fixture
def stream() -> Stream:
    return make_stream("open")


def make_stream(code: str) -> Stream:
    texts = {f"{name}_{language}": code for name in ("name", "description", "areas") for language in ("en", "fr")}
    return Stream.objects.create(code=code, **texts)


def ask(desk: Desk, name: str, by: User, pk: int, typed: dict[str, str] | None = None) -> tuple[Any, list[str]]:
    """The answer of a verb to GET, or to what was TYPED, rendered; and the messages it left."""
    request = request_of(by, typed)
    verb = next(verb for verb in desk.admin.verbs if verb.name == name)
    if isinstance(verb, Page):
        answer: HttpResponse = desk.admin.do_verb(verb, request, pk=pk)
    else:
        answer = desk.admin.do_step(request, pk, name)
    if hasattr(answer, "render"):
        answer.render()
    return answer, [str(message) for message in get_messages(request)]


def request_of(by: User, typed: dict[str, str] | None = None) -> HttpRequest:
    request = RequestFactory().get("/") if typed is None else RequestFactory().post("/", typed)
    request.user = by
    request.session = {}  # type: ignore[assignment]
    request._messages = Messages()  # type: ignore[attr-defined]
    return request


class Messages(list[str]):
    """What Django's middleware would have put on the request."""

    def add(self, level: int, message: Any, extra_tags: str = "") -> None:
        self.append(str(message))


def back(stream: Stream) -> str:
    return f"/admin/members/stream/{stream.pk}/change/"


def test_a_page_says_what_it_does_and_asks(desk: Desk, clerk: User, stream: Stream) -> None:
    answer, said = ask(desk, "closing", clerk, stream.pk)

    page = answer.content.decode()
    assert (answer.status_code, said, desk.acts) == (200, [], [])
    assert 'value="Close it"' in page
    assert 'name="reason"' in page
    assert f'href="{back(stream)}"' in page


@pytest.mark.parametrize("name", ["closing", "opening", "press", "note"])
def test_without_the_right_it_is_forbidden(desk: Desk, cast: Cast, stream: Stream, name: str) -> None:
    reads = make_user("Reads", "reads@example.org", is_staff=True)

    with pytest.raises(PermissionDenied):
        ask(desk, name, reads, stream.pk, {"reason": "Why not."})
    assert desk.acts == []


@pytest.mark.parametrize("typed", [None, {"reason": "Why not."}])
def test_the_right_to_this_record_is_asked_too(desk: Desk, clerk: User, typed: dict[str, str] | None) -> None:
    shut = make_stream("shut")

    with pytest.raises(PermissionDenied):
        ask(desk, "closing", clerk, shut.pk, typed)
    assert desk.acts == []


@pytest.mark.parametrize("name", ["closing", "press", "no-such-button"])
def test_what_is_not_there_is_a_404(desk: Desk, clerk: User, stream: Stream, name: str) -> None:
    with pytest.raises(Http404):
        if name == "no-such-button":
            desk.admin.do_step(request_of(clerk, {}), stream.pk, name)
        else:
            ask(desk, name, clerk, stream.pk + 1, {"reason": "x"})
    assert desk.acts == []


def test_a_page_is_not_pressed_by_the_address_of_the_buttons(desk: Desk, clerk: User, stream: Stream) -> None:
    with pytest.raises(Http404):
        desk.admin.do_step(request_of(clerk, {"reason": "x"}), stream.pk, "closing")
    assert desk.acts == []


def test_what_is_not_offered_has_no_link(desk: Desk, clerk: User, stream: Stream) -> None:
    reads = make_user("Reads", "reads@example.org", is_staff=True)
    root = make_user("Root", "root@example.org", is_staff=True, is_superuser=True)

    def offered(by: User, record: Stream) -> list[str]:
        return [verb.name for verb in desk.admin.offered(record, by)]

    assert offered(clerk, stream) == ["closing", "opening", "note"]
    assert offered(clerk, make_stream("other")) == offered(clerk, make_stream("shut")) == ["opening", "note"]
    assert offered(reads, stream) == []
    assert offered(root, stream) == ["closing", "opening", "press", "note"]


@pytest.mark.parametrize("name", ["press", "note"])
def test_a_get_presses_nothing(desk: Desk, clerk: User, stream: Stream, name: str) -> None:
    answer, said = ask(desk, name, clerk, stream.pk)

    assert (answer.status_code, answer["Location"], said, desk.acts) == (302, back(stream), [], [])


def test_an_invalid_form_keeps_what_was_typed(desk: Desk, clerk: User, stream: Stream) -> None:
    answer, said = ask(desk, "closing", clerk, stream.pk, {"reason": "because " * 400})

    page = answer.content.decode()
    assert (answer.status_code, said, desk.acts) == (200, [], [])
    assert "because because" in page
    assert "at most 2,000 characters" in page


@pytest.mark.parametrize(
    ("typed", "on_top", "beside"),
    [
        ("refused", ["It is closed."], []),
        ("incomplete", ["The other thing is missing."], ["Say more."]),
    ],
)
def test_a_refusal_stands_in_the_form(
    desk: Desk, clerk: User, stream: Stream, typed: str, on_top: list[str], beside: list[str]
) -> None:
    answer, said = ask(desk, "closing", clerk, stream.pk, {"reason": typed})

    form = answer.context_data["form"]
    assert (answer.status_code, said, desk.acts) == (200, [], [])
    assert (form.non_field_errors(), form.errors.get("reason", [])) == (on_top, beside)
    assert f">\n{typed}</textarea>" in answer.content.decode()


def test_a_refusal_without_a_form_is_a_message(desk: Desk, clerk: User) -> None:
    broken = make_stream("broken")

    page, on_page = ask(desk, "opening", clerk, broken.pk, {})
    pressed, on_button = ask(desk, "note", clerk, broken.pk, {"reason": "refused"})

    assert (page.status_code, on_page) == (200, ["Say more.", "The other thing is missing."])
    assert (pressed.status_code, pressed["Location"], on_button) == (302, back(broken), ["It is closed."])
    assert desk.acts == []


def test_what_is_wrong_beside_a_button_is_a_message(desk: Desk, clerk: User, stream: Stream) -> None:
    answer, said = ask(desk, "note", clerk, stream.pk, {"reason": "far too long"})

    assert (answer.status_code, desk.acts) == (302, [])
    assert said == ["Write at most 10 characters; this has 12."]


@pytest.mark.parametrize(("name", "done"), [("closing", "Closed."), ("opening", "Opened."), ("note", "Noted.")])
def test_done_once_said_and_back(desk: Desk, clerk: User, stream: Stream, name: str, done: str) -> None:
    answer, said = ask(desk, name, clerk, stream.pk, {"reason": "Because."})

    act = ("open", "clerk@example.org") if name == "opening" else ("open", "clerk@example.org", "Because.")
    assert (answer.status_code, answer["Location"], said, desk.acts) == (302, back(stream), [done], [act])


def test_links_and_buttons_stand_once_on_the_page(client: Client, cast: Cast) -> None:
    nomination = make_submitted(make_cycle(), cast.officer)
    recovery = ask_recovery(
        cast.officer, new_address="alix@new.example", evidence="x", takes_off_second_step=False, by=make_clerk()
    )
    client.force_login(cast.staff)

    pages = [
        client.get(reverse(f"admin:{name}_change", args=[record.pk])).content.decode()
        for name, record in (("awards_nomination", nomination), ("members_recovery", recovery))
    ]

    assert pages[0].count("/disqualification/") == 1
    assert [pages[1].count(f"/step/{name}/") for name in ("approve", "refuse", "stop")] == [1, 1, 0]
    assert pages[1].count('name="reason"') == 1


def test_pressed_twice_is_done_once(client: Client, cast: Cast) -> None:
    """The action says so: the second press finds what the first has done."""
    nomination = make_submitted(make_cycle(), cast.officer)
    client.force_login(cast.staff)
    url = reverse("admin:awards_nomination_disqualification", args=[nomination.pk])

    answers = [client.post(url, {"reason": "Not a career officer."}) for _ in range(2)]

    page = reverse("admin:awards_nomination_change", args=[nomination.pk])
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, page)] * 2
    assert Entry.objects.filter(verb="nomination_disqualified").count() == 1
    assert Mail.objects.filter(subject__endswith="has been set aside").count() == 1


def test_a_verb_with_an_address_of_its_own_leads_where_it_says(clerk: User, stream: Stream) -> None:
    other = make_stream("other")
    made = Page(
        "making", lambda found, *, by: other, title=lambda found: f"Make {found.code}", done="Made.",
        route="making/<slug:code>/", find=lambda request, code: Stream.objects.get(code=code),
        leads_to=lambda result: result,
    )  # fmt: skip

    class Makes(VerbPages, ReadOnlyAdmin):
        verbs = [made]

    admin = Makes(Stream, site)
    shown: Any = admin.do_verb(made, request_of(clerk), code="open")
    done = admin.do_verb(made, request_of(clerk, {}), code="open")

    assert (shown.context_data["title"], shown.context_data["button"]) == ("Make open", "Make open")
    assert (done.status_code, done["Location"]) == (302, back(other))
    assert "members_stream_making" in [url.name for url in admin.get_urls()]
    assert admin.offered(stream, clerk) == []


def test_a_refusal_before_anything_is_typed_leads_back(clerk: User, stream: Stream) -> None:
    def refuse(stream: Stream) -> dict[str, Any]:
        raise REFUSALS["refused"]

    shut = Page("shut", lambda stream, *, by: None, title="Shut", done="Shut.", shown=refuse)

    class Shuts(VerbPages, ReadOnlyAdmin):
        verbs = [shut]

    request = request_of(clerk)
    answer = Shuts(Stream, site).do_verb(shut, request, pk=stream.pk)

    assert (answer.status_code, answer["Location"]) == (302, back(stream))
    assert [str(message) for message in get_messages(request)] == ["It is closed."]


def test_on_each_row_done_or_why_not(clerk: User) -> None:
    rows = [make_stream(code) for code in ("one", "broken", "none", "two")]
    request = request_of(clerk, {})

    def act(stream: Stream, *, by: User) -> bool:
        if stream.code == "broken":
            raise REFUSALS["incomplete"]
        return stream.code != "none"

    act_on_each(request, rows, act, done="Done: %(code)s", named=lambda stream: {"code": stream.code})
    act_on_each(
        request, rows[1:2], act, done="", named=lambda stream: {"code": stream.code}, pattern="%(sentence)s (%(about)s)"
    )

    assert [str(message) for message in get_messages(request)] == [
        "Done: one",
        "broken: Say more.",
        "broken: The other thing is missing.",
        "Done: two",
        "Say more. (broken)",
        "The other thing is missing. (broken)",
    ]


def test_the_reason_is_one_text_of_any_name_and_length() -> None:
    line = ReasonForm(QueryDict("why=x"), label="Why", name="why", longest=5, rows=0)
    empty = reason("Why", hint=lambda stream: f"About {stream}.", required=False)(QueryDict("reason="), "one")

    assert (line.is_valid(), line.cleaned_data) == (True, {"why": "x"})
    assert '<input type="text"' in str(line["why"])
    assert (empty.is_valid(), empty["reason"].help_text) == (True, "About one.")
    assert not reason("Why")(QueryDict("reason= "), None).is_valid()


@pytest.mark.req("R41")
@pytest.mark.parametrize("verb", ["closing", "note"])
def test_one_press_says_one_thing(desk: Desk, clerk: User, stream: Stream, verb: str) -> None:
    """What was refused may be said otherwise under the same token; what was done may not; another page is another press."""
    press, other = str(uuid.uuid4()), str(uuid.uuid4())

    def say(reason: str, token: str = press) -> str:
        answer, said = ask(desk, verb, clerk, stream.pk, {"reason": reason, "form_token": token})
        return " ".join([*said, answer.content.decode()])

    refused = say("refused")
    done = say("One.")
    again = say("One.")
    otherwise = say("Other.")
    anew = say("Other.", other)

    assert "It is closed." in refused
    assert ["with different text" in each for each in (refused, done, again, otherwise, anew)] == [
        False, False, False, True, False,
    ]  # fmt: skip
    assert [act[2] for act in desk.acts] == ["One.", "One.", "Other."]
