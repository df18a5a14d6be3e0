"""What a channel raises. Texts hold no address: that of a webhook is its password."""


class ChannelError(Exception):
    """The channel did not take the message."""


class Refused(ChannelError):
    """It never will."""


class Unavailable(ChannelError):
    """It may later; `retry_after_seconds` is what it asked for, if anything."""

    def __init__(self, text: str, retry_after_seconds: float | None = None) -> None:
        super().__init__(text)
        self.retry_after_seconds = retry_after_seconds
