"""What happens to accounts and addresses, in words for the audit trail."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "account_created": _("Account created"),
    "account_joined_to_roll": _("Account joined to the roll"),
    "address_added": _("Address added"),
    "address_confirmed": _("Address confirmed"),
    "address_removed": _("Address removed"),
    "code_refused": _("Code refused"),
    "details_changed": _("Details changed"),
    "logged_in": _("Logged in"),
    "logged_out": _("Logged out"),
    "login_failed": _("Login failed"),
    "main_address_changed": _("Main address changed"),
    "password_changed": _("Password changed"),
    "password_reset": _("Password reset"),
    "recovery_codes_made": _("Recovery codes made"),
    "rights_changed": _("Rights changed"),
    "second_factor_added": _("Second step added"),
    "second_factor_failed": _("Second step failed"),
    "second_factor_removed": _("Second step removed"),
    "second_factor_taken_off": _("Second step taken off by the office"),
}
