"""The doors for app clients: allauth's headless API, with our own views, which are found first, where its are not enough."""

from allauth.headless import urls as headless
from allauth.headless.constants import Client
from django.urls import URLPattern, URLResolver, include, path

from .views import app

AUTH, ACCOUNT = "app/v1/auth", "app/v1/account"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{AUTH}/signup", app.CreateAccount.as_api_view(client=Client.APP), name="app_signup"),
    path(f"{AUTH}/email/verify", app.ProveAddress.as_api_view(client=Client.APP), name="app_verify"),
    path(f"{AUTH}/email/verify/resend", app.SendAgain.as_api_view(client=Client.APP), name="app_resend"),
    path(f"{AUTH}/code/request", app.AskForCode.as_api_view(client=Client.APP), name="app_code"),
    path(f"{AUTH}/code/confirm", app.ConfirmLogin.as_api_view(client=Client.APP), name="app_code_confirm"),
    path(f"{AUTH}/password/request", app.Forgot.as_api_view(client=Client.APP), name="app_forgot"),
    path(f"{AUTH}/password/reset", app.NewPassword.as_api_view(client=Client.APP), name="app_new_password"),
    path(f"{ACCOUNT}/email", app.Addresses.as_api_view(client=Client.APP), name="app_addresses"),
    path(f"{ACCOUNT}/phone", app.no_telephone, name="app_no_telephone"),
    path("openapi.json", app.description, name="app_description"),
    path("openapi.yaml", app.description, name="app_description_yaml"),  # JSON is YAML
    path("", include(headless)),
]
