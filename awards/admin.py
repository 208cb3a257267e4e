"""The office's side of the awards, room by room; importing them registers them."""

import awards.cycles.admin
import awards.desk.admin  # noqa: F401
