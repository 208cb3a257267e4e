"""Who people are: sign-in, passwords, second factors, sessions and their cookies."""

import os

from .env import env
from .wants import counts_its_proxies

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = [
    "members.accounts.backends.PasswordBackend",
    "allauth.account.auth_backends.AuthenticationBackend",  # the name that sessions carry
]
SESSION_ENGINE = "pafso.web.sessions"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "members:me"
LOGOUT_REDIRECT_URL = "home"
# OWASP's 46 MiB, one pass: a quarter of the time and half the memory of Django's default for the same attacker cost.
PASSWORD_HASHERS = ["members.accounts.passwords.Argon2id", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "members.accounts.passwords.Length", "OPTIONS": {"shortest": 12, "longest": 128}},
    {"NAME": "members.accounts.passwords.Common"},
    {"NAME": "members.accounts.passwords.NotAboutYou"},
]

ACCOUNT_ADAPTER = "members.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "members.accounts.signup.SignupForm"
ACCOUNT_FORMS = {
    "login": "members.accounts.forms.LoginForm",
    "signup": "members.accounts.forms.CreateAccountForm",
    "add_email": "members.accounts.forms.AddAddressForm",
    "set_password": "members.accounts.forms.FirstPasswordForm",
    "change_password": "members.accounts.forms.ChangePasswordForm",
    "reset_password_from_key": "members.accounts.forms.NewPasswordForm",
    "reauthenticate": "members.accounts.forms.ProveForm",
    "reset_password": "members.accounts.forms.ForgotForm",
    "request_login_code": "members.accounts.forms.AskForCodeForm",
    "confirm_login_code": "members.accounts.forms.ConfirmLoginForm",
    "confirm_email_verification_code": "members.accounts.forms.ConfirmAddressForm",
    "confirm_password_reset_code": "members.accounts.forms.ConfirmResetForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 900
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 900
ACCOUNT_PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
# A second code is asked for on the first page: allauth's own way sends a second mail to people who have an account only.
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
# "key" of what is counted "here" is one account from one network. A device that the account has been signed in to from is
# counted by itself ("…_device"): nobody else uses that up, from wherever they come. What is counted "anywhere" ends the
# guessing of strangers together.
ACCOUNT_RATE_LIMITS = {
    "password_failed": "30/m/ip,9/5m/ip,5/5m/key",
    "password_failed_anywhere": "9/5m/key",
    "password_failed_device": "5/5m/key",
    # allauth's own, which know no devices.
    "login": "",
    "reset_password": "",
    "request_login_code": "",
    "login_failed": "",
    # Of second steps: whoever comes so far has the password, so that strangers share five for an account.
    "second_step": "9/5m/ip,5/5m/key",
    "second_step_device": "5/5m/key",
    "signup": "9/5m/ip",
    "signup_here": "5/5m/key,10/h/key",
    "signup_here_device": "5/5m/key,10/h/key",
    # Each code sent to an address, from everywhere; one network alone cannot use it up.
    "confirm_email": "60/h/key",
    "manage_email": "9/5m/user",
    # Nobody is refused because of others: of a code that many ask for, only the first few mails go out (live_codes).
    "reset_password_here": "9/5m/ip,5/5m/key,10/h/key",
    "reset_password_here_device": "5/5m/key,10/h/key",
    "login_code_here": "9/5m/ip,5/5m/key,10/h/key",
    "login_code_here_device": "5/5m/key,10/h/key",
    "guest_here": "9/5m/ip,5/5m/key,10/h/key",
    "guest_here_device": "5/5m/key,10/h/key",
    "code_failed": "9/5m/ip",
    "code_failed_device": "9/5m/key",
    "token_failed": "9/5m/ip",
    "reauthenticate": "9/5m/user",
    "change_password": "9/5m/user",
}
MFA_ADAPTER = "members.adapters.MFAAdapter"
MFA_FORMS = {
    "activate_totp": "members.accounts.step_forms.AppCodeForm",
    "authenticate": "members.accounts.step_forms.StepForm",
    "authenticate_webauthn": "members.accounts.step_forms.PasskeyStepForm",
    "reauthenticate": "members.accounts.step_forms.ProveStepForm",
    "login_webauthn": "members.accounts.step_forms.PasskeyForm",
    "reauthenticate_webauthn": "members.accounts.step_forms.ProvePasskeyForm",
    "add_webauthn": "members.accounts.step_forms.AddPasskeyForm",
    "edit_webauthn": "members.accounts.step_forms.RenamePasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# A passkey opens the account alone: it must have asked for a finger, a face or its own code.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_ISSUER = "PAFSO-APASE"
# "Last seen" is written by members.accounts.middleware every few minutes; allauth would write it at every request.
USERSESSIONS_TRACK_ACTIVITY = False
HEADLESS_CLIENTS = ("app",)
HEADLESS_TOKEN_STRATEGY = "members.accounts.headless_tokens.TokenStrategy"
HEADLESS_SERVE_SPECIFICATION = True
HEADLESS_SPECIFICATION_TEMPLATE_NAME = None
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0) if counts_its_proxies(os.environ) else 0

SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "pafso.web.error_pages.csrf_failure"
