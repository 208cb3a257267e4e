"""Lists that the office edits."""

from django.contrib import admin

from members.models import MembershipClass, Stream
from pafso.office.modeladmin import StaffAdmin


@admin.register(Stream)
class StreamAdmin(StaffAdmin):
    list_display = ["name_en", "name_fr", "valid_from", "valid_to", "position"]
    sortable_by = ["name_en", "name_fr", "valid_from", "position"]
    fields = [
        "code",
        ("name_en", "name_fr"),
        "description_en",
        "description_fr",
        "areas_en",
        "areas_fr",
        ("valid_from", "valid_to"),
        "position",
    ]


@admin.register(MembershipClass)
class MembershipClassAdmin(StaffAdmin):
    list_display = ["name_en", "name_fr", "is_regular", "position"]
    sortable_by = ["name_en", "name_fr", "position"]
    fields = ["code", ("name_en", "name_fr"), "is_regular", "position"]
