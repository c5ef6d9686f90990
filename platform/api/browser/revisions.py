"""That a form changes only what its page showed: it carries the revision that it was made of."""

from collections.abc import Sequence

from rules.errors import Fault
from tasks.configuring.keyed import Hold
from tasks.errors import InputInvalid

from .forms import Form

FIELD = "revision"
NONE = "0"
"""Of what there was not."""


class Stale(Exception):
    """Somebody changed it since the page was shown."""


def hold_to_shown(form: Form, faults: Sequence[Fault] = ()) -> Hold:
    """Raises Stale where what stands is not what the form was made of; then InputInvalid for what is wrong with it."""

    def hold(revision: int | None) -> None:
        if form.text(FIELD) != shown(revision):
            raise Stale
        if faults:
            raise InputInvalid(faults)

    return hold


def shown(revision: int | None) -> str:
    """What the form's field holds."""
    return NONE if revision is None else str(revision)
