"""The office's side of the awards, room by room; importing them registers them."""

import awards.desk.admin  # noqa: F401
from awards.carrying.office_verbs import CARRY
from awards.cycles.admin import CycleAdmin
from awards.nominations.office_verbs import FREEZE

# Verbs of the cycle that work on nominations, of which the room of cycles knows nothing.
CycleAdmin.verbs = [*CycleAdmin.verbs, FREEZE, CARRY]
