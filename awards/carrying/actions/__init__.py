"""What happens to nominations that may enter a new cycle: one public function for each verb."""

from .answering import accept_carry_over as accept_carry_over
from .answering import carry_over_for_digest as carry_over_for_digest
from .answering import decline_carry_over as decline_carry_over
from .answering import why_not_any_more as why_not_any_more
from .offering import MOST_AT_ONCE as MOST_AT_ONCE
from .offering import cycle_before as cycle_before
from .offering import last_moment as last_moment
from .offering import offer_carry_overs as offer_carry_overs
from .offering import offerable as offerable
