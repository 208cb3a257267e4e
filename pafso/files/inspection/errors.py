"""The one error that every reader of a member's file raises, apart so that nothing heavy is imported with it."""


class Unreadable(Exception):
    """A file that we will not take. `code` says why in one word; pafso.files.refusals turns it into a sentence."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
