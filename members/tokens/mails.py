"""One mail for each event in the life of a token."""

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from members.models import Token, User
from pafso.mail.catalogue import Event, Sample, register
from pafso.mail.writing import enqueue_to, format_moment
from pafso.models import MailKind
from pafso.text.dates import day_in_words


def token_made(token: Token) -> None:
    """Tell the person that a program may now come in their name: until when, and how to end it."""
    user = token.user
    with translation.override(user.language):
        context = {
            "name": token.name,
            "when": format_moment(token.made_at, user.language),
            "last_day": day_in_words(token.last_day),
        }
    enqueue_to("members/token_made", user, context=context, key=f"token_made:{token.pk}:{user.email}")


def _sample(sample: Sample) -> Token:
    user = User(name=sample.reader, email=sample.email, language=sample.language)
    return Token(user=user, name=sample.title, made_at=sample.now, last_day=sample.now.date())


register(
    Event(
        "members/token_made",
        to=_("The owner of the account"),
        when=_("An API token is created."),
        why=_("An app can now act on the person’s behalf: the account’s owner must know."),
        kind=MailKind.ACCOUNTS,
        sample=lambda sample: token_made(_sample(sample)),
    ),
)
