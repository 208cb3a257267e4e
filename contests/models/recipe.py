"""By which recipe the sizes of a photo were made: those of an older one are found by an index, and get what they lack."""

from django.db import models

# The second recipe added the size for telephones. A new one needs a migration of the index `entry_to_renew`.
RECIPE = 2
OLDER_RECIPE = models.Q(recipe__lt=RECIPE, prepared_at__isnull=False, original__isnull=False)
