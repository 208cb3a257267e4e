"""How every form looks: one renderer with our own field template."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Finds form templates like any other template, so that `{{ form }}` is ours, allauth's forms included."""

    field_template_name = "django/forms/field.html"
    form_template_name = "django/forms/div.html"
