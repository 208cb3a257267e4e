"""The doors for app clients: allauth's headless API, with our own views, which are found first, where its are not enough."""

from allauth.headless import urls as headless
from allauth.headless.constants import Client
from django.urls import URLPattern, URLResolver, include, path

from . import headless_views

AUTH, ACCOUNT = "app/v1/auth", "app/v1/account"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{AUTH}/login", headless_views.Login.as_api_view(client=Client.APP), name="app_login"),
    path(f"{AUTH}/signup", headless_views.CreateAccount.as_api_view(client=Client.APP), name="app_signup"),
    path(f"{AUTH}/email/verify", headless_views.ProveAddress.as_api_view(client=Client.APP), name="app_verify"),
    path(f"{AUTH}/email/verify/resend", headless_views.SendAgain.as_api_view(client=Client.APP), name="app_resend"),
    path(f"{AUTH}/code/request", headless_views.AskForCode.as_api_view(client=Client.APP), name="app_code"),
    path(f"{AUTH}/code/confirm", headless_views.ConfirmLogin.as_api_view(client=Client.APP), name="app_code_confirm"),
    path(f"{AUTH}/password/request", headless_views.Forgot.as_api_view(client=Client.APP), name="app_forgot"),
    path(f"{AUTH}/password/reset", headless_views.NewPassword.as_api_view(client=Client.APP), name="app_new_password"),
    path(f"{AUTH}/2fa/authenticate", headless_views.Step.as_api_view(client=Client.APP), name="app_step"),
    path(f"{AUTH}/2fa/reauthenticate", headless_views.ProveStep.as_api_view(client=Client.APP), name="app_prove_step"),
    path(
        f"{AUTH}/webauthn/authenticate", headless_views.PasskeyStep.as_api_view(client=Client.APP), name="app_passkey"
    ),
    path(
        f"{AUTH}/webauthn/reauthenticate",
        headless_views.ProvePasskey.as_api_view(client=Client.APP),
        name="app_prove_passkey",
    ),
    path(f"{AUTH}/webauthn/login", headless_views.Passkey.as_api_view(client=Client.APP), name="app_passkey_login"),
    path(
        f"{ACCOUNT}/authenticators/webauthn",
        headless_views.ManagePasskeys.as_api_view(client=Client.APP),
        name="app_passkeys",
    ),
    path(f"{ACCOUNT}/authenticators/totp", headless_views.ManageApp.as_api_view(client=Client.APP), name="app_totp"),
    path(f"{ACCOUNT}/email", headless_views.Addresses.as_api_view(client=Client.APP), name="app_addresses"),
    path(f"{ACCOUNT}/phone", headless_views.no_telephone, name="app_no_telephone"),
    path("openapi.json", headless_views.description, name="app_description"),
    path("openapi.yaml", headless_views.description, name="app_description_yaml"),  # JSON is YAML
    path("", include(headless)),
]
