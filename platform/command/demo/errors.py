"""What can stop the demo, each in one line that a newcomer can act on."""


class DemoFailed(Exception):
    """The demo could not go on."""


class BrokenFile(DemoFailed):
    """A data file of the demo holds a row that cannot be read."""

    def __init__(self, file: str, line: int, fault: str) -> None:
        super().__init__(f"{file}, line {line}: {fault}")
