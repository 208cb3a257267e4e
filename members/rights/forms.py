"""The rights of one colleague: a box for each thing that can be looked after."""

from typing import Any

from django import forms

from members.models import User

from .actions import every_scope, rights_of


class RightsForm(forms.Form):
    def __init__(self, typed: Any, colleague: User) -> None:
        scopes = every_scope()
        super().__init__(typed, initial=rights_of(colleague, scopes))
        for scope in scopes:
            self.fields[scope.name] = forms.BooleanField(label=scope.words, required=False)
