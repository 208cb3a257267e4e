"""The web process's entry."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pafso.settings.prod")

application = get_wsgi_application()
# Every view is loaded before the first visitor comes, who would otherwise wait for it.
import_module(settings.ROOT_URLCONF)
