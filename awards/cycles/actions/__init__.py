"""What the office does with the cycles of an award: one public function for each verb."""

from .amendments import amend_cycle as amend_cycle
from .calling_off import cancel_cycle as cancel_cycle
from .calling_off import restore_cycle as restore_cycle
from .calling_off import skip_cycle as skip_cycle
from .calling_off import take_up_cycle as take_up_cycle
from .editions import begin_next_cycle as begin_next_cycle
from .editions import delete_cycle as delete_cycle
