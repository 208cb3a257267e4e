"""Addresses of the members app."""

from django.urls import URLPattern, URLResolver, path

from .accounts.views import devices
from .applications import views as applications
from .deadlines import views as deadlines
from .details.views import details, paper, postings
from .documents import views as documents
from .notifications import views as notifications
from .privacy.views import closing, personal_data
from .proofs import views as proofs
from .recovery import views as recovery
from .roll import views as lists
from .tokens import views as tokens

app_name = "members"
urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", details.me, name="me"),
    path("account/details/", details.details, name="details"),
    path("account/paper-copy/", paper.paper_copy, name="paper_copy"),
    path("account/language-and-time-zone/", details.preferences, name="preferences"),
    path("account/time-zone/", details.confirm_zone, name="confirm_zone"),
    path("account/postings/", postings.postings, name="postings"),
    path("account/postings/<int:pk>/", postings.posting, name="posting"),
    path("account/postings/<int:pk>/strike-out/", postings.take_back, name="take_back_posting"),
    path("account/notifications/", notifications.notifications, name="notifications"),
    path("account/calendar/", deadlines.calendar, name="calendar"),
    path("account/calendar/removal/", deadlines.calendar_removal, name="calendar_removal"),
    path("calendar/<str:token>/pafso-apase.ics", deadlines.calendar_feed, name="calendar_feed"),
    path("account/held/", personal_data.holdings, name="holdings"),
    path("account/held/copies/", personal_data.prepare_copy, name="prepare_copy"),
    path("account/held/copies/<int:pk>/", personal_data.copy_progress, name="copy_progress"),
    path("account/held/copies/<int:pk>/fetching/", personal_data.fetch, name="fetch_copy"),
    path("account/held/copies/<int:pk>/file/", personal_data.copy_file, name="copy_file"),
    path("account/closing/", closing.closing, name="closing"),
    path("account/closing/undo/", closing.undo, name="undo_closing"),
    path("unsubscribe/<str:token>/", notifications.unsubscribe, name="unsubscribe"),
    path("account/sessions/<int:pk>/end/", devices.end_session, name="end_session"),
    path("account/devices/<int:pk>/forget/", devices.forget, name="forget_device"),
    path("account/tokens/", tokens.tokens, name="tokens"),
    path("account/tokens/new/", tokens.new_token, name="new_token"),
    path("account/tokens/<int:pk>/end/", tokens.end, name="end_token"),
    path("account/proofs/", proofs.proofs, name="proofs"),
    path("account/proofs/<int:pk>/<str:language>/pdf/", proofs.paper, name="proof_paper"),
    path("account/proofs/<int:pk>/revocation/", proofs.revocation, name="revoke_proof"),
    path("proofs/", proofs.check, name="check_proof"),
    path("recovery/stop/<str:token>/", recovery.recovery_stop, name="recovery_stop"),
    path("recovery/confirm/<str:token>/", recovery.recovery_confirm, name="recovery_confirm"),
    path("account/application/", applications.become_member, name="become_member"),
    path("account/application/begin/", applications.begin, name="begin_application"),
    path("account/application/<str:code>/", applications.application, name="application"),
    path("account/application/<str:code>/form/", applications.application_form, name="application_form"),
    path("account/application/<str:code>/answer/", applications.answer, name="application_answer"),
    path("account/application/<str:code>/submission/", applications.submission, name="application_submission"),
    path("account/application/<str:code>/withdrawal/", applications.withdrawal, name="application_withdrawal"),
    path("documents/", documents.documents, name="documents"),
    path("documents/<int:pk>/<str:language>/", documents.document_file, name="document_file"),
    path("documents/earlier/<int:pk>/", documents.earlier_file, name="earlier_document_file"),
    path("streams/", lists.streams, name="streams"),
    path("streams/<slug:code>/", lists.stream, name="stream"),
]
