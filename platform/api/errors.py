"""What can be wrong with a request as such, before any of the product's own rules is asked."""

from rules.errors import Fault


class RequestError(Exception):
    """The request cannot be served."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or type(self).__doc__)


class Unauthenticated(RequestError):
    """No key was sent, or one that is unknown, expired or revoked."""


class Forbidden(RequestError):
    """Your role may not do this."""


class NotFound(RequestError):
    """There is nothing here, or nothing that you may see."""


class BodyTooLarge(RequestError):
    """The body is larger than it may be."""

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"The body may have at most {limit_bytes} bytes.")


class UnsupportedMediaType(RequestError):
    """The body must be application/json in UTF-8."""


class NotJson(RequestError):
    """The body is not JSON."""


class Invalid(RequestError):
    """The input is not of the right shape. A fault's pointer is RFC 6901's into the body, `?name` for a parameter of
    the query, or the name of a header."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("The input is not of the right shape; `errors` says where.")
        self.faults = faults


class TenantRequired(Invalid):
    """Name the tenant that this is about."""

    def __init__(self) -> None:
        super().__init__(Fault("?tenant", "is required of staff"))
        self.args = (type(self).__doc__,)


class KeyReused(RequestError):
    """This Idempotency-Key was sent before with another body."""


class InFlight(RequestError):
    """The first request with this Idempotency-Key is still being worked on."""


class PreconditionFailed(RequestError):
    """The resource is not, or no longer, as If-Match or If-None-Match asks for."""


class Disconnected(RequestError):
    """The client went away before it had sent the whole body."""
