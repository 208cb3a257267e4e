"""Addresses of the awards app."""

from django.urls import URLPattern, URLResolver, path

from .carrying import views as carrying
from .co_nominators.views import joining, together
from .cycles import views as cycles
from .letters.views import carried, codes, corrections, letters, supporters
from .nominations import views as nominations

app_name = "awards"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", cycles.awards, name="list"),
    path("nominations/", nominations.own, name="nominations"),
    path("nominations/<str:code>/", nominations.nomination, name="nomination"),
    path("nominations/<str:code>/letters/", supporters.supporters, name="supporters"),
    path("nominations/<str:code>/letters/<str:letter>/invitation/", supporters.invitation, name="invitation"),
    path("nominations/<str:code>/letters/<str:letter>/revocation/", supporters.revocation, name="revocation"),
    path("nominations/<str:code>/submission/", nominations.submission, name="submission"),
    path("nominations/<str:code>/withdrawal/", nominations.withdrawal, name="withdrawal"),
    path("nominations/<str:code>/deletion/", nominations.deletion, name="deletion"),
    path("nominations/<str:code>/deadline.ics", nominations.deadline, name="nomination_deadline"),
    path("nominations/<str:code>/copy/", nominations.copy, name="copy"),
    path("nominations/<str:code>/co-nominators/", together.co_nominators, name="co_nominators"),
    path(
        "nominations/<str:code>/co-nominators/<int:number>/invitation/",
        together.co_nominator_invitation,
        name="co_nominator_invitation",
    ),
    path(
        "nominations/<str:code>/co-nominators/<int:number>/ending/",
        together.co_nominator_ending,
        name="co_nominator_ending",
    ),
    path("nominations/<str:code>/leaving/", together.leaving, name="leaving"),
    path("co-nominators/joining/", joining.joining, name="joining"),
    path("co-nominator/<str:token>/", joining.co_nominator, name="co_nominator"),
    path("carry-over/<str:token>/", carrying.carry_over, name="carry_over"),
    path("carry-overs/<int:number>/", carrying.own_carry_over, name="own_carry_over"),
    path("letters/<str:code>/", supporters.letter_text, name="letter_text"),
    path("letters/<str:code>/file/", supporters.letter_file, name="letter_file"),
    path("letter/", codes.letter_by_code, name="letter_by_code"),
    path("letter/<str:token>/correction/", corrections.correction, name="letter_correction"),
    path("letter/<str:token>/correction/submission/", corrections.correction_review, name="letter_correction_review"),
    path("letter/<str:token>/correction/file/", corrections.correction_file, name="letter_correction_file"),
    path(
        "letter/<str:token>/correction/file/pages/<int:number>/",
        corrections.correction_page,
        name="letter_correction_page",
    ),
    path(
        "letter/<str:token>/correction/file/removal/",
        corrections.correction_file_removal,
        name="letter_correction_file_removal",
    ),
    path("letter/<str:token>/correction/removal/", corrections.correction_removal, name="letter_correction_removal"),
    path("letter/<str:token>/taking-back/", corrections.taking_back, name="letter_taking_back"),
    path("letters/<str:code>/copy/", supporters.letter_copy, name="letter_copy"),
    path("letters/<str:code>/pages/<int:number>/", supporters.letter_page, name="letter_page"),
    path("letter/<str:token>/", letters.letter, name="letter"),
    path("letter/<str:token>/submission/", letters.letter_review, name="letter_review"),
    path("letter/<str:token>/file/", letters.letter_own_file, name="letter_own_file"),
    path("letter/<str:token>/file/pages/<int:number>/", letters.letter_own_page, name="letter_own_page"),
    path("letter/<str:token>/file/removal/", letters.letter_file_removal, name="letter_file_removal"),
    path("letter/<str:token>/deadline.ics", letters.letter_deadline, name="letter_deadline"),
    path("letter/<str:token>/earlier/", carried.letter_earlier, name="letter_earlier"),
    path("letter/<str:token>/earlier/file/", carried.letter_earlier_file, name="letter_earlier_file"),
    path("letter/<str:token>/declining/", letters.letter_declining, name="letter_declining"),
    path("letter/<str:token>/declining/removal/", letters.letter_taking_up, name="letter_taking_up"),
    path("<slug:award>/<int:year>/", cycles.cycle, name="cycle"),
    path("<slug:award>/<int:year>/deadline.ics", cycles.deadline, name="deadline"),
    path("<slug:award>/<int:year>/nominations/", nominations.start, name="start"),
]
