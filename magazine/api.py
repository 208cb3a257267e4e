"""The magazine's door for programs: published issues, and search over their text."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers, viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from pafso.addresses import absolute_url
from pafso.api.pagination import Pages

from .models import Issue
from .search import HITS_ON_A_PAGE, MOST_HITS, Hit, find, page_asked, understand


class IssuePages(Pages):
    ordering: Any = ("-volume", "-number")


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

    @extend_schema_field(OpenApiTypes.URI)
    def get_pdf_url(self, issue: Issue) -> str:
        return absolute_url(reverse("magazine:pdf", args=[issue.volume, issue.number]))

    @extend_schema_field(OpenApiTypes.URI)
    def get_cover_url(self, issue: Issue) -> str:
        return absolute_url(issue.cover_url)


class IssueDetailSerializer(IssueSerializer):
    contents = ContentsSerializer(many=True)

    class Meta(IssueSerializer.Meta):
        fields = [*IssueSerializer.Meta.fields, "contents"]


@extend_schema_view(
    list=extend_schema(summary="Published issues of bout de papier, newest first", auth=[]),
    retrieve=extend_schema(
        summary="One published issue with its contents",
        auth=[],
        parameters=[OpenApiParameter("id", str, OpenApiParameter.PATH, description="Volume and number: 38-2")],
    ),
)
class IssueViewSet(viewsets.ReadOnlyModelViewSet[Issue]):
    """What everyone may read; a draft does not exist here, for the office either."""

    permission_classes = [AllowAny]
    pagination_class = IssuePages
    queryset = Issue.objects.published().with_cover()
    lookup_url_kwarg = "id"
    lookup_value_regex = r"\d{1,4}-\d{1,4}"

    def get_queryset(self) -> QuerySet[Issue]:
        issues = super().get_queryset()
        return issues if self.action == "retrieve" else issues.defer("contents")

    def get_serializer_class(self) -> Any:
        return IssueDetailSerializer if self.action == "retrieve" else IssueSerializer

    def get_object(self) -> Issue:
        volume, number = self.kwargs["id"].split("-")
        try:
            return self.get_queryset().get(volume=int(volume), number=int(number))
        except Issue.DoesNotExist as error:
            raise Http404 from error


class HitSerializer(serializers.Serializer[Any]):
    """A page that was found. `marks` are [start, end] of the words within the excerpt."""

    issue = serializers.CharField(help_text="Volume and number: 38-2")
    title_en = serializers.CharField()
    title_fr = serializers.CharField()
    page = serializers.IntegerField()
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


class SearchView(APIView):
    """The text of every published issue, in both languages."""

    permission_classes = [AllowAny]

    @extend_schema(
        summary="Search the magazine",
        description=f"{HITS_ON_A_PAGE} pages at a time, best first, at most {MOST_HITS} in all.",
        auth=[],
        operation_id="search",
        parameters=[
            OpenApiParameter("q", str, required=True, description="Words, or a phrase between quotation marks"),
            OpenApiParameter("page", int, description="1 to 10"),
        ],
        responses=ResultsSerializer,
    )
    def get(self, request: Request) -> Response:
        question = understand(request.query_params.get("q", ""))
        if question.problem:
            raise ValidationError({"q": [question.problem]})
        results = find(question, page_asked(request.query_params.get("page", "")))
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
        "language": page.language,
        "excerpt": "".join(piece.text for piece in hit.excerpt),
        "marks": marks,
        "url": absolute_url(page.get_absolute_url()),
    }


# (prefix, viewset or view, name), mounted below /api/v1/ by pafso/urls.py.
routes: list[tuple[str, Any, str]] = [("issues", IssueViewSet, "issue"), ("search", SearchView, "search")]
