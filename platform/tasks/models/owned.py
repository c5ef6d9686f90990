"""What every row of a tenant carries."""

from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column


class Owned:
    """The tenant, first in the key."""

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-2)
