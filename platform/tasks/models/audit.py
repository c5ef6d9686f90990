"""What came of verifying the record of changes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from tenants.models import Base

from .owned import Owned


class AuditVerification(Owned, Base):
    """How far a job has verified a tenant's chain, or that of the installation, and the first fault. `total` seals were
    there when it was started."""

    __tablename__ = "audit_verifications"

    job_id: Mapped[UUID] = mapped_column(primary_key=True)
    total: Mapped[int]
    sealed: Mapped[int] = mapped_column(server_default="0")
    sealed_to: Mapped[datetime | None]
    fault_number: Mapped[int | None]
    fault_detail: Mapped[str | None]
    finished_at: Mapped[datetime | None]
