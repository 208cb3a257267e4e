"""The pages of accounts: allauth's addresses, with our own views, which are found first, where its are not enough."""

from allauth.account.views import password_set
from allauth.mfa.totp.views import activate_totp
from allauth.mfa.webauthn.views import add_webauthn
from allauth.urls import urlpatterns as allauth
from django.urls import URLPattern, URLResolver, path

from pafso.access import guests_may

from .recent_sign_in import recent_sign_in_required
from .views import codes, devices, guests

urlpatterns: list[URLPattern | URLResolver] = [
    path("signup/", codes.CreateAccount.as_view(), name="account_signup"),
    path("guest/", guests.ContinueAsGuest.as_view(), name="account_guest"),
    path("guest/confirm/", guests.ConfirmGuest.as_view(), name="account_confirm_guest"),
    path("login/code/confirm/", codes.ConfirmLogin.as_view(), name="account_confirm_login_code"),
    path("email/", guests_may(devices.Addresses.as_view()), name="account_email"),
    path("confirm-email/", codes.ConfirmAddress.as_view(), name="account_email_verification_sent"),
    path("password/reset/confirm/", codes.ConfirmReset.as_view(), name="account_confirm_password_reset_code"),
    path("password/reset/complete/", codes.ChoosePassword.as_view(), name="account_complete_password_reset"),
    path("password/set/", guests_may(recent_sign_in_required(password_set)), name="account_set_password"),
    path("2fa/authenticate/", codes.SecondStep.as_view(), name="mfa_authenticate"),
    path("2fa/totp/activate/", recent_sign_in_required(activate_totp), name="mfa_activate_totp"),
    path("2fa/webauthn/add/", recent_sign_in_required(add_webauthn), name="mfa_add_webauthn"),
    path("sessions/", devices.devices, name="usersessions_list"),
    *allauth,
]
