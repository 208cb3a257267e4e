"""Forms about a person's own account."""

from django import forms


class SignupForm(forms.Form):
    def signup(self, request, user):
        pass
