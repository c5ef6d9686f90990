"""The platform_admin that an installation has from its start: whoever holds the key of the environment."""

from datetime import datetime
from uuid import UUID

from . import keys
from .database import Database

ADMINISTRATOR = UUID(int=1)


async def admit(db: Database, key: str, key_id: UUID, now: datetime) -> None:
    """Makes `key` good for the administrator, and the environment's key before it no longer."""
    await db.fetch("select bpo_code.admit($1, $2, $3, $4)", ADMINISTRATOR, key_id, keys.digest(key), now)
