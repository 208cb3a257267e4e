"""Conditions of a session, checked before any page opens: how long it lasts, and the second step of those who need one."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from pafso.access import is_guest, shut_to_guests
from pafso.web.problems import ACCOUNT_NEEDED, FULL_ACCOUNT, is_program, problem

from . import sessions

GetResponse = Callable[[HttpRequest], HttpResponse]
# What may be opened before the second step: the way to it, the way out, and the choice of language.
ENROLMENT = {
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "account_reauthenticate",
    "account_email_verification_sent",
}
PROOF = {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
ALWAYS = {"account_logout", "admin:logout", "set_language", "admin:jsi18n", "healthz", "readyz"}


class SessionLimits:
    """Ends sessions that ran out. Costs nothing for strangers and writes only every few minutes."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.session_key and request.user.is_authenticated:
            self._check(request, is_staff=request.user.is_staff)
        return self.get_response(request)

    def _check(self, request: HttpRequest, *, is_staff: bool) -> None:
        if not sessions.has_run_out(request.session, is_staff=is_staff):
            sessions.touch(request.session, is_staff=is_staff)
            return
        request.session.flush()
        request.user = AnonymousUser()
        request._cached_user = request.user  # type: ignore[attr-defined]
        messages.info(request, _("You were logged out because you were inactive for a while. Log in to continue."))


class Guests:
    """Whatever is not public, or said to be a guest's, is shut to guests. The API asks by itself (pafso/api/views.py)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], args: object, kwargs: object
    ) -> HttpResponse | None:
        if not request.session.session_key or not is_guest(request.user) or not shut_to_guests(view):
            return None
        if is_program(request):
            return problem(ACCOUNT_NEEDED, str(FULL_ACCOUNT), 403)
        return render(request, "members/account_needed.html", status=403)


class SecondStep:
    """Leads the office and juries to their second step; nothing else opens until it was taken in this session."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not request.session.session_key or not request.user.is_authenticated:
            return None
        if not request.user.must_have_second_step:
            return None
        if sessions.has_second_factor(request.session):
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        has_factor = is_mfa_enabled(request.user)
        if name in ALWAYS or name in (PROOF if has_factor else ENROLMENT):
            return None
        return self._lead(request, "mfa_reauthenticate" if has_factor else "mfa_activate_totp")

    def _lead(self, request: HttpRequest, urlname: str) -> HttpResponse:
        if is_program(request):
            sentence = _("This account needs two-step verification. Log in on the site and use it there first.")
            return problem("second_factor_needed", sentence, 403)
        if urlname == "mfa_activate_totp":
            messages.info(
                request, _("People in the office and jurors log in with two-step verification. Set it up now.")
            )
            return HttpResponseRedirect(reverse(urlname))
        return HttpResponseRedirect(f"{reverse(urlname)}?{urlencode({'next': request.get_full_path()})}")
