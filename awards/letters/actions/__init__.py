"""What happens to letters of support: one public function for each verb."""

from .asking import ask_again as ask_again
from .asking import invite_supporter as invite_supporter
from .asking import proposed_supporters as proposed_supporters
from .asking import revoke_letter as revoke_letter
from .declining import decline_letter as decline_letter
from .declining import take_up_letter as take_up_letter
from .office import withdraw_letter_for as withdraw_letter_for
from .reading import copy_again as copy_again
from .reading import note_download as note_download
from .reading import note_reading as note_reading
from .writing import attach_file as attach_file
from .writing import copy_is_shown as copy_is_shown
from .writing import detach_file as detach_file
from .writing import is_writable as is_writable
from .writing import letter_for_token as letter_for_token
from .writing import missing_in_letter as missing_in_letter
from .writing import save_letter_draft as save_letter_draft
from .writing import send_letter as send_letter
