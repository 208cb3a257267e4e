"""Pages for everyone: contests, their galleries, a photo with its story, the photos themselves."""

import uuid
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from contests.actions.drafts import check_entrant
from contests.forms import PHOTO_LIMITS
from contests.gallery import placed, placings_of, shown_in, unplaced_in
from contests.models import Contest, Derivative, Entry
from contests.pictures import picture_of
from contests.rules import is_shown_to_everyone, must_say_who
from members.access import person
from pafso.access import public, visible_or_404
from pafso.addresses import absolute_url
from pafso.clock import received_at
from pafso.errors import DomainError
from pafso.files.serve import file_response
from pafso.ics import deadline_ics, ics_response
from pafso.web.pagination import keyset_page

PHOTOS_A_PAGE = 48


@public
@require_safe
def contest_list(request: HttpRequest) -> HttpResponse:
    page = keyset_page(request, Contest.objects.visible_to(request.user), ["-closes_at", "-id"])
    now = received_at()
    groups = {
        "open": [contest for contest in page if contest.window.is_open(now)][::-1],
        "coming": [contest for contest in page if not contest.window.has_opened(now)][::-1],
        "past": [contest for contest in page if contest.window.has_closed(now)],
    }
    return render(request, "contests/list.html", {"page": page, "form_token": uuid.uuid4(), **groups})


@public
@require_safe
def contest(request: HttpRequest, slug: str) -> HttpResponse:
    contest = visible_or_404(Contest.objects.prefetch_related("categories"), request.user, slug=slug)
    mine = list(Entry.objects.of(request.user).exclude(state=Entry.State.WITHDRAWN).filter(contest=contest))
    context = {
        "contest": contest,
        "mine": mine,
        "form_token": uuid.uuid4(),
        "obstacle": _obstacle(request, contest, mine),
        "photo_limits": PHOTO_LIMITS,
    }
    return render(request, "contests/contest.html", context)


def _obstacle(request: HttpRequest, contest: Contest, mine: list[Entry]) -> DomainError | None:
    """What keeps this person from entering a photo: said before somebody chooses and sends a large file."""
    if not request.user.is_authenticated or not contest.is_open:
        return None
    try:
        check_entrant(contest, by=person(request), entered=sum(1 for entry in mine if entry.is_standing))
    except DomainError as error:
        return error
    return None


@public
@require_safe
def calendar(request: HttpRequest, slug: str) -> HttpResponse:
    contest = visible_or_404(Contest.objects.all(), request.user, slug=slug)
    text = deadline_ics(
        uid=f"contest-{contest.pk}",
        title=_("Photo contest closes: %(title)s") % {"title": contest},
        moment=contest.closes_at,
        url=absolute_url(contest.get_absolute_url()),
        remind=timedelta(days=1),
    )
    return ics_response(text, f"{contest.slug}.ics")


@public
@require_safe
def gallery(request: HttpRequest, slug: str) -> HttpResponse:
    contest = visible_or_404(Contest.objects.published(), request.user, slug=slug)
    page = keyset_page(request, unplaced_in(contest), ["id"], size=PHOTOS_A_PAGE)
    placings = [] if page.previous_url else placings_of(contest)
    photos = [(entry, picture_of(entry)) for entry in page]
    return render(
        request, "contests/gallery.html", {"contest": contest, "page": page, "photos": photos, "placings": placings}
    )


@public
@require_safe
def picture(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    contest = visible_or_404(Contest.objects.published(), request.user, slug=slug)
    entry = get_object_or_404(shown_in(contest).select_related("placing__category"), code=code)
    corrected_at = entry.corrections.values_list("corrected_at", flat=True).first()
    context = {"contest": contest, "entry": entry, "picture": picture_of(entry), "placed": placed(entry)}
    context["corrected_at"] = corrected_at
    return render(request, "contests/picture.html", context)


@public
@require_safe
def photo(request: HttpRequest, pk: int) -> HttpResponseBase:
    sizes = Derivative.objects.select_related("entry__contest", "entry__entrant", "file")
    size = visible_or_404(sizes, request.user, pk=pk)
    is_shown = is_shown_to_everyone(size.entry)
    if not is_shown and must_say_who(request.user, size.entry):
        raise Http404
    return file_response(
        request, size.file, filename=f"{size.entry.code}-{size.width}.webp", inline=True, may_be_kept=is_shown
    )
