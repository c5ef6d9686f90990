"""`bpo contract`: writes docs/contract.md from what the tests say they hold; with --check it only compares."""

from collections.abc import Sequence

from tenants.settings import Settings

from .contract_page import held_in, page
from .development import ROOT
from .errors import CommandError

DOCUMENT = ROOT / "docs" / "contract.md"


def contract(_settings: Settings, arguments: Sequence[str]) -> int:
    """Raises CommandError for a page that is not as the tests say."""
    made = page(held_in(ROOT))
    if "--check" not in arguments:
        DOCUMENT.write_text(made)
    elif DOCUMENT.read_text() != made:
        raise CommandError("docs/contract.md is not what the tests say: run ./bpo contract.")
    return 0
