"""What stops a command; each is shown to the person at the terminal as one line."""


class CommandError(Exception):
    """The command cannot go on."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or type(self).__doc__)


class DataDirectoryUnusable(CommandError):
    """The data directory is in use by another launcher, or cannot be written."""


class ServerUnusable(CommandError):
    """A PostgreSQL or a Valkey, embedded or not, cannot be used."""


class ProgramFailed(CommandError):
    """A program ended before it was ready."""


class PortUnusable(CommandError):
    """The port of the API cannot be listened on."""


class NothingRunning(CommandError):
    """A part that needs PostgreSQL and Valkey finds neither."""
