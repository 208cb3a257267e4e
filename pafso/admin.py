"""The office's side of the ground floor is registered here; what it looks like stands in `office/`."""

from django.contrib import admin

from .audit.models import Entry
from .files.models import StoredFile
from .mail.models import Mail
from .models import ReplyAddress, Text
from .office.audit import EntryAdmin
from .office.files import StoredFileAdmin
from .office.mail import MailAdmin
from .office.texts import ReplyAddressAdmin, TextAdmin

admin.site.register(Text, TextAdmin)
admin.site.register(ReplyAddress, ReplyAddressAdmin)
admin.site.register(Entry, EntryAdmin)
admin.site.register(StoredFile, StoredFileAdmin)
admin.site.register(Mail, MailAdmin)
