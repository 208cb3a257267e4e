"""The web process's entry."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.template import engines
from django.urls import reverse
from django.utils import translation

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pafso.settings.prod")

application = get_wsgi_application()
import_module("pafso.start").refuse_unless_whole()
# Views, addresses, words and the template library are loaded before the first visitor comes, who would otherwise wait
# for them, and before the workers are forked, so that they share them.
import_module(settings.ROOT_URLCONF)
engines.all()
for language, _ in settings.LANGUAGES:
    with translation.override(language):
        reverse("home")
        translation.gettext(language)  # any word: asking reads the catalogue
