"""What happens to nominations: one public function for each verb."""

from .deletion import delete_nomination as delete_nomination
from .deletion import expire_drafts as expire_drafts
from .drafts import begin_from_earlier as begin_from_earlier
from .drafts import is_second_for_nominee as is_second_for_nominee
from .drafts import save_draft as save_draft
from .drafts import start_nomination as start_nomination
from .office import disqualify_nomination as disqualify_nomination
from .office import reopen_nomination as reopen_nomination
from .office import withdraw_nomination_for as withdraw_nomination_for
from .submission import may_be_withdrawn as may_be_withdrawn
from .submission import missing as missing
from .submission import submit_nomination as submit_nomination
from .submission import withdraw_nomination as withdraw_nomination
