"""The office's side of the awards, room by room; importing them registers them."""

from awards.cycles.admin import CycleAdmin
from awards.nominations.admin import FREEZE

CycleAdmin.verbs = [*CycleAdmin.verbs, FREEZE]
