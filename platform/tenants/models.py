"""Tables of tenants, people, keys and audit, and the base of all tables. What belongs to a tenant carries `tenant_id`;
what does not is in `SHARED_TABLES`."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, JSON, BigInteger, CheckConstraint, Computed, ForeignKey, Index, MetaData, Text, func, text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

INSTALLATION = UUID(int=0)
"""Stands for the installation where a row of a tenant is asked for: the chain of audit that belongs to no tenant."""

SHARED_TABLES = frozenset(
    {"tenants", "memberships", "api_keys", "sessions", "idempotency", "desks", "jobs", "alembic_version"}
)
"""Tables without row-level security: they belong to the installation or to a principal, and hold no tenant's work."""

KEY = "^[a-z][a-z0-9_]{0,62}$"
SLUG = "^[a-z][a-z0-9_-]{0,62}$"


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "%(table_name)s_%(column_0_N_name)s",
            "uq": "%(table_name)s_%(column_0_N_name)s_key",
            "ck": "%(table_name)s_%(constraint_name)s_check",
            "fk": "%(table_name)s_%(column_0_name)s_fkey",
            "pk": "%(table_name)s_pkey",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own protocol
        str: Text,
        int: BigInteger,
        datetime: TIMESTAMP(timezone=True),
        dict[str, Any]: JSON(none_as_null=True),
        list[Any]: JSON(none_as_null=True),
        list[str]: ARRAY(Text),
    }


class Tenant(Base):
    __tablename__ = "tenants"
    __table_args__ = (
        CheckConstraint(f"slug ~ '{SLUG}'", name="slug"),
        CheckConstraint("weight between 1 and 1000", name="weight"),
        CheckConstraint("state in ('active', 'suspended', 'erased')", name="state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    timezone: Mapped[str]
    country: Mapped[str]
    calendar: Mapped[str | None]
    weight: Mapped[int] = mapped_column(server_default="1")
    state: Mapped[str] = mapped_column(server_default="active")
    config_version: Mapped[int] = mapped_column(server_default="1")
    lanes_version: Mapped[int] = mapped_column(server_default="1")
    revision: Mapped[int] = mapped_column(server_default="1")
    created_at: Mapped[datetime]


class User(Base):
    """A person: of the BPO (no tenant) or of one tenant."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint(
            "role in ('platform_admin', 'supervisor', 'operator', 'auditor', 'tenant_admin', 'client')", name="role"
        ),
        CheckConstraint("(tenant_id is not null) = (role in ('tenant_admin', 'client'))", name="tenant_role"),
        CheckConstraint("capacity > 0", name="capacity"),
        Index("users_email_key", func.lower(text("email")), unique=True),
        Index("users_tenant_id", "tenant_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID | None] = mapped_column(ForeignKey("tenants.id"))
    email: Mapped[str]
    name: Mapped[str]
    role: Mapped[str]
    skills: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    queues: Mapped[list[str] | None]
    capacity: Mapped[int | None]
    password_hash: Mapped[str | None]
    locale: Mapped[str | None]
    active: Mapped[bool] = mapped_column(server_default="true")
    lanes_version: Mapped[int] = mapped_column(server_default="1")
    revision: Mapped[int] = mapped_column(server_default="1")
    created_at: Mapped[datetime]


class Membership(Base):
    __tablename__ = "memberships"
    __table_args__ = (Index("memberships_tenant_id", "tenant_id"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"), primary_key=True)


class ApiKey(Base):
    """A key of a person (`user_id`), of a tenant (`tenant_id`) or of a tenant's person (both); only its SHA-256."""

    __tablename__ = "api_keys"
    __table_args__ = (
        CheckConstraint("num_nonnulls(user_id, tenant_id) > 0", name="owner"),
        Index("api_keys_user_id", "user_id"),
        Index("api_keys_tenant_id", "tenant_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(unique=True)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    tenant_id: Mapped[UUID | None] = mapped_column(ForeignKey("tenants.id"))
    role: Mapped[str]
    name: Mapped[str]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class UserSession(Base):
    """A person who is logged in with a browser: stands beside the keys, found as they are, by its token's SHA-256."""

    __tablename__ = "sessions"
    __table_args__ = (Index("sessions_user_id", "user_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(unique=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    agent: Mapped[str]
    address: Mapped[str]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    idle_until: Mapped[datetime]
    expires_at: Mapped[datetime]


class Idempotency(Base):
    """The first answer to a POST with an Idempotency-Key; `answer` is the body as it was sent, without secrets."""

    __tablename__ = "idempotency"
    __table_args__ = (Index("idempotency_created_at", "created_at"),)

    owner_id: Mapped[UUID] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    body_digest: Mapped[bytes]
    status: Mapped[int]
    answer: Mapped[str]
    created_at: Mapped[datetime]


ROUTINE = "('work_item.received', 'task.completed')"
"""What is done with every item: the bulk of the audit."""


class Audit(Base):
    __tablename__ = "audit"
    __table_args__ = (
        Index("audit_of_object", "tenant_id", "object", "id"),
        Index("audit_of_actor", "tenant_id", "actor_id", "id"),
        Index("audit_of_action", "tenant_id", "action", "id", postgresql_where=text(f"action not in {ROUTINE}")),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    at: Mapped[datetime]
    actor: Mapped[dict[str, Any]]
    action: Mapped[str]
    object: Mapped[str]
    data: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    actor_id: Mapped[str | None] = mapped_column(Computed("actor ->> 'id'", persisted=True))


class AuditUnsealed(Base):
    """Ids of audit rows that no seal covers yet; the sealer deletes from here, never from `audit`."""

    __tablename__ = "audit_unsealed"

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    audit_id: Mapped[UUID] = mapped_column(primary_key=True)


class AuditSeal(Base):
    __tablename__ = "audit_seals"
    __table_args__ = (Index("audit_seals_audit_id", "tenant_id", "audit_id", unique=True),)

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    audit_id: Mapped[UUID]
    digest: Mapped[bytes]
