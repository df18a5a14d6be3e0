"""The one kind of error the driver reports without a traceback."""


class Failure(Exception):
    """Something a person can act on.

    `what` says what happened and where, `why` what follows from it, `fix` what to do. All are plain sentences.
    """

    def __init__(self, what: str, why: str = "", fix: str = "") -> None:
        super().__init__(what)
        self.what, self.why, self.fix = what, why, fix

    def __str__(self) -> str:
        lines = [self.what]
        lines += [f"  why: {self.why}"] if self.why else []
        lines += [f"  fix: {self.fix}"] if self.fix else []
        return "\n".join(lines)
