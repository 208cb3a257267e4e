"""Rules about people, each a sentence."""

from datetime import date

from pafso.access import Visitor, works_in_office

from .models import Application, ContactDetail, Document, Member, Posting
from .models.document import VIEW as VIEW_DOCUMENT

BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Macintosh": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def device_name(user_agent: str) -> str:
    """ "Firefox, Windows" for what a browser says of itself; as it says it when we know neither."""
    browser = next((name for mark, name in BROWSERS.items() if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS.items() if mark in user_agent), "")
    return ", ".join(part for part in (browser, system) if part) or user_agent[:60]


def may_see_contact(user: Visitor, detail: ContactDetail, on: date) -> bool:
    """Somebody else's detail: they chose so, both are members on that day, and both are posted at the same mission."""
    me = Member.objects.on_the_roll(on).filter(user=user.pk).first() if user.is_authenticated else None
    if me is None or me.pk == detail.member_id or detail.seen_by != ContactDetail.SeenBy.MISSION:
        return False
    theirs = Member.objects.on_the_roll(on).filter(pk=detail.member_id)
    return theirs.exists() and bool(_missions(me.pk, on) & _missions(detail.member_id, on))


def _missions(member: int, on: date) -> set[str]:
    return set(Posting.objects.held(on).filter(member=member).values_list("mission_key", flat=True))


def address_hint(address: str) -> str:
    """ "m…@example.org" for an address that its owner knows again and nobody else learns."""
    name, _, host = address.rpartition("@")
    return f"{name[:1]}…@{host}"


def is_applicant(user: Visitor, application: Application) -> bool:
    return bool(user.is_authenticated and application.applicant_id == user.pk)


def may_see_application(user: Visitor, application: Application) -> bool:
    """The applicant always; the office what was ever handed in, and never a draft."""
    return is_applicant(user, application) or handles_application(user, application)


def handles_application(user: Visitor, application: Application) -> bool:
    """The office what was handed in, but nobody their own."""
    of_others = application.submitted_at is not None and not is_applicant(user, application)
    return of_others and works_in_office(user, "members.view_application")


def may_decide_application(user: Visitor, application: Application) -> bool:
    """Who handles it and may do more than look."""
    return handles_application(user, application) and works_in_office(user, "members.change_application")


def may_read_document(user: Visitor, document: Document, on: date) -> bool:
    """The office all; others what is not hidden, and what is for members only as a member on that day. Its other face is
    `visible_to`."""
    if works_in_office(user, VIEW_DOCUMENT):
        return True
    return not document.is_hidden and (document.access == Document.Access.EVERYONE or _is_member(user, on))


def _is_member(user: Visitor, on: date) -> bool:
    return bool(user.is_authenticated and Member.objects.on_the_roll(on).filter(user=user.pk).exists())
