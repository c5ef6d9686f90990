"""The rulesets of docs/patterns.md."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

GUIDE = (Path(__file__).parents[3] / "docs" / "patterns.md").read_text()
EXAMPLES = re.findall(r"```json\n(.*?)```", GUIDE, re.DOTALL)
DECODER = msgspec.json.Decoder(float_hook=Decimal)


def rulesets() -> dict[str, dict[str, Any]]:
    """By the name of the pattern that each has."""
    read = [DECODER.decode(example) for example in EXAMPLES]
    return {ruleset["patterns"][0]["name"]: ruleset for ruleset in read}
