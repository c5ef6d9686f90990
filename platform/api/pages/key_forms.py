"""The form by which a key is asked for, a person's or a tenant's: its name, how long it lasts, what it may do."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from ..bodies import AnyRequest
from ..browser.form_faults import by_member
from ..browser.forms import Form
from ..browser.languages import N_
from ..errors import Invalid
from ..headers import header

LASTS = (("", N_("until it is revoked")), ("30", N_("30 days")), ("90", N_("90 days")), ("365", N_("a year")))
"""In days."""

_PREFIX = "key_"
_MESSAGES: Mapping[str, str] = {
    "name": N_("A name, of at most 200 characters."),
    "role": N_("Choose one of these."),
    "expires_at": N_("Choose one of these."),
}


def here(request: AnyRequest) -> str:
    """The address of this installation, as whoever asks knows it."""
    return f"{request.scope['scheme']}://{header(request, b'host') or ''}"


def key_asked_in(form: Form, now: datetime) -> dict[str, Any]:
    """As the API's body has it; for a tenant's add the role."""
    lasts = form.text(f"{_PREFIX}lasts")
    days = int(lasts) if lasts in dict(LASTS) and lasts else None
    return {
        "name": form.text(f"{_PREFIX}name"),
        "expires_at": None if days is None else (now + timedelta(days=days)).isoformat(),
    }


def key_faults(invalid: Invalid) -> Mapping[str, str]:
    """By field of the form."""
    return {f"{_PREFIX}{name}": message for name, message in by_member(invalid.faults, _MESSAGES).items()}
