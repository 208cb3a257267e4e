"""Addresses of the members app."""

from django.urls import URLPattern, URLResolver, path

from .views import applications, closing, devices, holdings, lists, notifications, own, postings, recovery

app_name = "members"
urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", own.me, name="me"),
    path("account/details/", own.details, name="details"),
    path("account/language-and-time-zone/", own.preferences, name="preferences"),
    path("account/time-zone/", own.confirm_zone, name="confirm_zone"),
    path("account/postings/", postings.postings, name="postings"),
    path("account/postings/<int:pk>/", postings.posting, name="posting"),
    path("account/postings/<int:pk>/strike-out/", postings.take_back, name="take_back_posting"),
    path("account/notifications/", notifications.notifications, name="notifications"),
    path("account/held/", holdings.holdings, name="holdings"),
    path("account/held/copies/", holdings.prepare_copy, name="prepare_copy"),
    path("account/held/copies/<int:pk>/", holdings.copy_progress, name="copy_progress"),
    path("account/held/copies/<int:pk>/fetching/", holdings.fetch, name="fetch_copy"),
    path("account/held/copies/<int:pk>/file/", holdings.copy_file, name="copy_file"),
    path("account/closing/", closing.closing, name="closing"),
    path("account/closing/undo/", closing.undo, name="undo_closing"),
    path("unsubscribe/<str:token>/", notifications.unsubscribe, name="unsubscribe"),
    path("account/sessions/<int:pk>/end/", devices.end_session, name="end_session"),
    path("account/devices/<int:pk>/forget/", devices.forget, name="forget_device"),
    path("recovery/stop/<str:token>/", recovery.recovery_stop, name="recovery_stop"),
    path("recovery/confirm/<str:token>/", recovery.recovery_confirm, name="recovery_confirm"),
    path("account/application/", applications.become_member, name="become_member"),
    path("account/application/begin/", applications.begin, name="begin_application"),
    path("account/application/<str:code>/", applications.application, name="application"),
    path("account/application/<str:code>/form/", applications.application_form, name="application_form"),
    path("account/application/<str:code>/answer/", applications.answer, name="application_answer"),
    path("account/application/<str:code>/submission/", applications.submission, name="application_submission"),
    path("account/application/<str:code>/withdrawal/", applications.withdrawal, name="application_withdrawal"),
    path("streams/", lists.streams, name="streams"),
    path("streams/<slug:code>/", lists.stream, name="stream"),
]
