"""The magazine's door for programs: published issues, and search over their text."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from pafso.addresses import absolute_url
from pafso.api.pagination import Pages
from pafso.api.query import Day, Filters, since, until
from pafso.api.views import Door, ReadOnlyViewSet

from .models import Issue, IssueQuerySet
from .rules import readable_pages
from .search import HITS_ON_A_PAGE, MOST_HITS, Hit, find, understand

NO_WORDS = _("Enter a word or two to search for.")
LAST_PAGE = MOST_HITS // HITS_ON_A_PAGE
WHAT_SEARCH_GIVES = _(
    "Twenty at a time, best first. “marks” are the first and last characters of each word found "
    "within the excerpt. “loose”: no page has all the words, but these have some. “capped”: more "
    "pages match than are ranked."
)


class IssuePages(Pages):
    ordering = ("-volume", "-number")


class ContentsSerializer(serializers.Serializer[Any]):
    title = serializers.CharField()
    page = serializers.IntegerField()
    language = serializers.CharField(allow_blank=True)


class IssueSerializer(serializers.ModelSerializer[Issue]):
    id = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()
    pdf_url = serializers.SerializerMethodField()
    cover_url = serializers.SerializerMethodField()

    class Meta:
        model = Issue
        fields = [
            *("id", "volume", "number", "title_en", "title_fr", "dated", "cover_credit", "page_count"),
            *("published_at", "url", "pdf_url", "cover_url"),
        ]

    def get_id(self, issue: Issue) -> str:
        return f"{issue.volume}-{issue.number}"

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, issue: Issue) -> str:
        return absolute_url(issue.get_absolute_url())

    @extend_schema_field({"type": "string", "format": "uri", "nullable": True})
    def get_pdf_url(self, issue: Issue) -> str | None:
        """None while a page is hidden: the PDF would show it."""
        return (
            None if issue.has_hidden_pages else absolute_url(reverse("magazine:pdf", args=[issue.volume, issue.number]))
        )

    @extend_schema_field(OpenApiTypes.URI)
    def get_cover_url(self, issue: Issue) -> str:
        return absolute_url(issue.cover_url)


class IssueDetailSerializer(IssueSerializer):
    contents = serializers.SerializerMethodField()

    @extend_schema_field(ContentsSerializer(many=True))
    def get_contents(self, issue: Issue) -> list[dict[str, object]]:
        numbers = set(readable_pages(issue, AnonymousUser(), has_gaps=issue.has_hidden_pages))
        return [entry for entry in issue.contents if entry["page"] in numbers]

    class Meta(IssueSerializer.Meta):
        fields = [*IssueSerializer.Meta.fields, "contents"]


class IssueFilters(Filters):
    volume = serializers.IntegerField(required=False, min_value=1, max_value=9999)
    published_from = Day(required=False, help_text=_("Published here on this day or later, in Ottawa"))
    published_to = Day(required=False, help_text=_("Published here on this day or earlier, in Ottawa"))

    lookups: ClassVar[Mapping[str, str]] = {"volume": "volume"}

    def narrow_published_from(self, rows: IssueQuerySet, day: date) -> IssueQuerySet:
        return rows.filter(published_at__gte=since(day))

    def narrow_published_to(self, rows: IssueQuerySet, day: date) -> IssueQuerySet:
        return rows.filter(published_at__lt=until(day))


@extend_schema_view(
    list=extend_schema(summary=_("Published issues of bout de papier, newest first")),
    retrieve=extend_schema(
        summary=_("One published issue with its contents"),
        parameters=[OpenApiParameter("id", str, OpenApiParameter.PATH, description=_("Volume and number: 38-2"))],  # type: ignore[arg-type]
    ),
)
class IssueViewSet(ReadOnlyViewSet):
    """What everyone may read; a draft does not exist here, for the office either."""

    permission_classes = [AllowAny]
    pagination_class = IssuePages
    filters = IssueFilters
    queryset = Issue.objects.none()
    lookup_url_kwarg = "id"
    lookup_value_regex = r"\d{1,4}-\d{1,4}"

    def get_queryset(self) -> QuerySet[Issue]:
        issues = Issue.objects.published().with_cover().with_gaps()
        return issues if self.action == "retrieve" else issues.defer("contents")

    def get_serializer_class(self) -> Any:
        return IssueDetailSerializer if self.action == "retrieve" else IssueSerializer

    def get_object(self) -> Issue:
        volume, number = self.kwargs["id"].split("-")
        try:
            return self.get_queryset().get(volume=int(volume), number=int(number))
        except Issue.DoesNotExist as error:
            raise Http404 from error


class QuestionSerializer(serializers.Serializer[Any]):
    q = serializers.CharField(
        help_text=_("Words, or a phrase between quotation marks"),
        error_messages={"required": NO_WORDS, "blank": NO_WORDS},
    )
    page = serializers.IntegerField(required=False, min_value=1, max_value=LAST_PAGE, help_text=_("Starts at 1"))


class HitSerializer(serializers.Serializer[Any]):
    """A page that was found. `marks` are [start, end] of the words within the excerpt."""

    issue = serializers.CharField(help_text=_("Volume and number: 38-2"))
    title_en = serializers.CharField()
    title_fr = serializers.CharField()
    page = serializers.IntegerField()
    printed = serializers.CharField(help_text=_("The page number as printed"))
    language = serializers.CharField(allow_blank=True)
    excerpt = serializers.CharField()
    marks = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))
    url = serializers.URLField()


class ResultsSerializer(serializers.Serializer[Any]):
    """`loose`: no page has all the words, these have some. `capped`: more pages match than are ranked."""

    query = serializers.CharField()
    loose = serializers.BooleanField()
    capped = serializers.BooleanField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = HitSerializer(many=True)


class SearchView(Door):
    """The text of every published issue, in both languages."""

    permission_classes = [AllowAny]
    parameters = ("q", "page")

    @extend_schema(
        summary=_("Search the magazine"),
        description=WHAT_SEARCH_GIVES,
        operation_id="search",
        parameters=[QuestionSerializer],
        responses=ResultsSerializer,
    )
    def get(self, request: Request) -> Response:
        sent = QuestionSerializer(data=self.sent)
        sent.is_valid(raise_exception=True)
        question = understand(sent.validated_data["q"])
        if question.problem:
            raise ValidationError({"q": [question.problem]})
        results = find(question, sent.validated_data.get("page", 1))
        body = {
            "query": question.text,
            "loose": results.loose,
            "capped": results.capped,
            "next": self._at(results.number + 1) if results.has_next else None,
            "previous": self._at(results.number - 1) if results.number > 1 else None,
            "results": [_hit(hit) for hit in results.hits],
        }
        return Response(ResultsSerializer(body).data)

    def _at(self, number: int) -> str:
        query = self.request.query_params.copy()
        query["page"] = str(number)
        return absolute_url(f"{self.request.path}?{query.urlencode()}")


def _hit(hit: Hit) -> dict[str, Any]:
    page, issue, marks, length = hit.page, hit.page.issue, [], 0
    for piece in hit.excerpt:
        if piece.marked:
            marks.append([length, length + len(piece.text)])
        length += len(piece.text)
    return {
        "issue": f"{issue.volume}-{issue.number}",
        "title_en": issue.title_en,
        "title_fr": issue.title_fr,
        "page": page.number,
        "printed": page.name,
        "language": page.language,
        "excerpt": "".join(piece.text for piece in hit.excerpt),
        "marks": marks,
        "url": absolute_url(page.get_absolute_url()),
    }


about = _("The magazine")
# (prefix, viewset or view, name), mounted below /api/v1/ by pafso/urls.py.
routes: list[tuple[str, Any, str]] = [("issues", IssueViewSet, "issue"), ("search", SearchView, "search")]
