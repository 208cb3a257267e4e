"""The mails of the catalogue as they would arrive, made by the functions that write them; nothing is saved or sent."""

from django.utils import translation

from .catalogue import Event, Sample
from .models import Mail
from .outbox import samples


def sample_mail(event: Event, sample: Sample) -> Mail:
    """The mail of EVENT with the words of SAMPLE, not saved. Raises ValueError when its sample writes another one, or none."""
    with translation.override(sample.language), samples() as written:
        event.sample(sample)
    found = [mail for mail in written if mail.event == event.name]
    if len(found) != 1 or len(written) != 1:
        raise ValueError(f"The sample of {event.name} writes {[mail.event for mail in written]}.")
    return found[0]
