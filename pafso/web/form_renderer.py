"""How every form looks: one renderer with our own field template."""

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest


class Renderer(TemplatesSetting):
    """Finds form templates like any other template, so that `{{ form }}` is ours, allauth's forms included."""

    field_template_name = "django/forms/field.html"
    form_template_name = "django/forms/div.html"

    def render(self, template_name: str, context: Any, request: HttpRequest | None = None) -> str:
        """Nobody meets a hidden field, so nothing describes it: Django would describe it as the field that it stands beside."""
        widget = context.get("widget") or {}
        if widget.get("type") == "hidden":
            attrs = {name: value for name, value in widget["attrs"].items() if not name.startswith("aria-")}
            context = {**context, "widget": {**widget, "attrs": attrs}}
        return str(super().render(template_name, context, request))
