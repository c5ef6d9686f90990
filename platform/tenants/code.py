"""The database functions: every `sql/*.sql` of the packages, in a schema named by the hash of their text.

So two versions of the product can run on one database while one takes the place of the other, and a function that is
not of this version cannot be called.
"""

import hashlib
from functools import cache
from pathlib import Path

PLACEHOLDER = "bpo_code"
_FOLDERS = ("tenants/sql", "tasks/sql")
_TYPES_FIRST = ("tenants/sql/authenticate.sql", "tenants/sql/audit.sql", "tasks/sql/rows.sql", "tasks/sql/read.sql")


@cache
def _text() -> str:
    packages = Path(__file__).parents[1]
    first = [packages / name for name in _TYPES_FIRST]
    rest = sorted(path for folder in _FOLDERS for path in (packages / folder).glob("*.sql") if path not in first)
    return "\n".join(path.read_text(encoding="utf-8") for path in [*first, *rest])


@cache
def schema() -> str:
    return f"{PLACEHOLDER}_{hashlib.sha256(_text().encode()).hexdigest()[:12]}"


@cache
def located(sql: str) -> str:
    """SQL that names functions and types as `bpo_code.…`, with the schema of this version in that place."""
    return sql.replace(f"{PLACEHOLDER}.", f"{schema()}.")


def definition() -> str:
    return located(_text())
