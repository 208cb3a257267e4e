"""A file field of the office, with our own button in the page's language."""

from django import forms


class FileWidget(forms.FileInput):
    template_name = "admin/widgets/file.html"
