"""The office's side of people, room by room; importing them registers them."""

import members.accounts.admin
import members.applications.admin
import members.deaths.admin
import members.documents.admin
import members.importing.admin
import members.inquiries.admin
import members.labels.admin
import members.leaving.admin
import members.merging.admin
import members.recovery.admin
import members.roll.admin.lists
import members.roll.admin.members  # noqa: F401
