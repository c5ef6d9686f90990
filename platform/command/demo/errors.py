"""What can stop the demo, each in one line that a newcomer can act on."""

from command.errors import CommandError


class DemoFailed(CommandError):
    """The demo could not go on."""


class BrokenFile(DemoFailed):
    """A data file of the demo holds a row that cannot be read."""

    def __init__(self, file: str, line: int, fault: str) -> None:
        super().__init__(f"{file}, line {line}: {fault}")


class Refused(DemoFailed):
    """The server answered a request of the demo with an error that asking again does not mend."""

    def __init__(self, request: str, status: int, detail: str) -> None:
        super().__init__(f"the demo's {request} was refused with {status}: {detail}")
        self.status = status


class Unanswered(DemoFailed):
    """The server was away for longer than the demo waits."""

    def __init__(self, request: str, waited_s: float, reason: str) -> None:
        super().__init__(
            f"the demo's {request} had no answer for {waited_s:.0f} s ({reason}); is the server still running?"
        )


class StandingStill(DemoFailed):
    """Automations wait but none is finished."""

    def __init__(self, waiting: int, waited_s: float) -> None:
        super().__init__(f"{waiting} automations wait and none finished for {waited_s:.0f} s; is a worker running?")
