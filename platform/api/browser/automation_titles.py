"""What people call the automations, which have no name that a client gave them."""

from collections.abc import Mapping

from .languages import N_

AUTOMATION_TITLES: Mapping[str, str] = {
    "duplicate_check": N_("Duplicate check"),
    "credit_check": N_("Credit check"),
    "reserve_stock": N_("Stock reservation"),
    "release_stock": N_("Stock release"),
}
