"""For a supporter whose link is broken: the letter's code brings a new one, to the address at which they were asked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from awards.letters import actions
from awards.letters.forms import LetterCodeForm
from members.accounts.rate_limits import is_one_too_many, network
from pafso.access import public
from pafso.codes import same_code
from pafso.mailboxes import mailbox
from pafso.web.methods import read_write
from pafso.web.private_links import digest_of

# Per network, whatever is tried there, and per code, whoever tries it: nobody's mailbox is filled by somebody else. Per address as
# well, of each network: with wrong codes nobody keeps a supporter elsewhere from their link.
MOST_TRIES, MOST_MAILS, HOUR, DAY = 20, 5, 3600, 86400


@public
@read_write
def letter_by_code(request: HttpRequest) -> HttpResponse:
    """The answer is the same whether or not there is such a letter, and a mail goes to the address that was typed (R05). What is
    typed never stands in an address of a page."""
    form, status = LetterCodeForm(request.POST or None), 200
    is_asked = request.method == "POST" and form.is_valid()
    if is_asked and _is_too_often(request, **form.cleaned_data):
        form.add_error(None, _("Too many requests. Try again later, or write to the office."))
        is_asked, status = False, 429
    elif is_asked:
        actions.send_link_again(**form.cleaned_data, language=get_language())
    response = render(request, "awards/letter_by_code.html", {"form": form, "is_asked": is_asked}, status=status)
    response["Cache-Control"] = "no-store, private"
    return response


def _is_too_often(request: HttpRequest, code: str, email: str) -> bool:
    """Every count is made, whatever the others say."""
    here, address = network(request), digest_of(mailbox(email))
    counts = [
        is_one_too_many(f"letter-codes:{here}", most=MOST_TRIES, seconds=HOUR),
        is_one_too_many(f"letter-code:{same_code(code)[:20]}", most=MOST_MAILS, seconds=DAY),
        is_one_too_many(f"letter-address:{here}:{address}", most=MOST_MAILS, seconds=DAY),
    ]
    return any(counts)
