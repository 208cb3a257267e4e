"""What the roll can do, noun by noun; the dated rows and the postings can be asked for here together."""

from .careers import add_row as add_row
from .postings import begin_posting as begin_posting
from .postings import end_posting as end_posting
