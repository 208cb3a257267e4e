"""What happens to co-nominators: one public function for each verb."""

from .ending import decline_invitation as decline_invitation
from .ending import end_co_nominating as end_co_nominating
from .ending import end_every_co_nominator as end_every_co_nominator
from .ending import leave_nomination as leave_nomination
from .inviting import invite_again as invite_again
from .inviting import invite_co_nominator as invite_co_nominator
from .joining import add_co_nominator as add_co_nominator
from .joining import check_may_join as check_may_join
from .joining import co_nominator_for_digest as co_nominator_for_digest
from .joining import join_nomination as join_nomination
