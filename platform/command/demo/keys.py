"""The keys that the demo was given, kept in the data directory for its owner only, so that a second start has them."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class KeyFile:
    """Each key under who it is for, like `northwind client` or `ana@bpo.example`."""

    path: Path

    def read(self) -> dict[str, str]:
        try:
            kept = json.loads(self.path.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return {str(holder): str(key) for holder, key in kept.items()} if isinstance(kept, dict) else {}

    def keep(self, keys: Mapping[str, str]) -> None:
        """Writes all of them, whole or not at all."""
        part = self.path.with_suffix(".part")
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump(dict(keys), file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.path)
