"""The office's side of people, room by room; importing them registers them."""

import members.accounts.admin
import members.applications.admin
import members.importing.admin
import members.merging.admin
import members.recovery.admin
import members.roll.admin.lists
import members.roll.admin.members  # noqa: F401
