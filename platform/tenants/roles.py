"""Who may do what: six roles, what can be permitted, and how far each permission reaches for each role."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    PLATFORM_ADMIN = "platform_admin"
    SUPERVISOR = "supervisor"
    OPERATOR = "operator"
    AUDITOR = "auditor"
    TENANT_ADMIN = "tenant_admin"
    CLIENT = "client"


STAFF_ROLES = frozenset({Role.PLATFORM_ADMIN, Role.SUPERVISOR, Role.OPERATOR, Role.AUDITOR})
TENANT_ROLES = frozenset({Role.TENANT_ADMIN, Role.CLIENT})


class Permission(StrEnum):
    """The rows of the matrix; a row of the contract whose cells differ in kind is several rows here."""

    MANAGE_TENANTS = "tenants: create, suspend, resume, erase; desks"
    READ_TENANTS = "tenants: read"
    CHANGE_TENANT = "tenant settings, its API keys"
    READ_PEOPLE = "users: read"
    CREATE_PEOPLE = "users: create"
    CHANGE_PEOPLE = "users: change"
    READ_KEYS = "API keys: read"
    ISSUE_KEYS = "API keys of people: make and revoke"
    READ_CONFIGURATION = "configuration and rules: read, check, evaluate, simulate"
    READ_TYPES = "work types and task types: read"
    CHANGE_CONFIGURATION = "configuration and rules: write, publish, roll back"
    SUBMIT_ITEMS = "items: submit, bulk, import, amend, cancel, attach"
    CHANGE_MASTER_DATA = "customers and products: write; webhooks"
    READ_MASTER_DATA = "customers, products, stock-outs: read"
    READ_ITEMS = "items: read, history, attachments"
    WORK = "claim, renew, draft, complete, pend, release, reject"
    DISTRIBUTE = "others' tasks: transfer, resume, re-open, priority, cancel, bulk, redecide"
    READ_TASKS = "tasks, live events: read"
    READ_REPORTS = "reports"
    READ_SERVICE_REPORTS = "reports of throughput and of the promise to the client"
    READ_AUDIT = "audit"
    READ_RUNS = "automation runs: read"
    RETRY_RUNS = "automation runs: retry"
    SELF = "oneself: who am I, own password, keys, presence"


class Reach(StrEnum):
    """How far a permission goes. Every reach ends at the tenants that the principal may see."""

    ALL = "all of it"
    OWN = "what is one's own tenant's"
    OWN_NAMELESS = "what is one's own tenant's, without the names of staff"
    SERVED = "what stands in a queue that one serves"
    STAFF = "people of the BPO"
    OPERATORS = "skills, queues and capacity of operators"
    SELF = "what is one's own"


_COLUMNS = (Role.PLATFORM_ADMIN, Role.SUPERVISOR, Role.OPERATOR, Role.AUDITOR, Role.TENANT_ADMIN, Role.CLIENT)
_ALL, _OWN, _NAMELESS, _SERVED = Reach.ALL, Reach.OWN, Reach.OWN_NAMELESS, Reach.SERVED
_STAFF, _OPERATORS, _SELF, _NO = Reach.STAFF, Reach.OPERATORS, Reach.SELF, None

# fmt: off
_ROWS: Mapping[Permission, tuple[Reach | None, ...]] = {
    #                                 platform_admin  supervisor  operator  auditor  tenant_admin  client
    Permission.MANAGE_TENANTS:       (_ALL,           _NO,        _NO,      _NO,     _NO,          _NO),
    Permission.READ_TENANTS:         (_ALL,           _ALL,       _ALL,     _ALL,    _OWN,         _OWN),
    Permission.CHANGE_TENANT:        (_ALL,           _NO,        _NO,      _NO,     _OWN,         _NO),
    Permission.READ_PEOPLE:          (_ALL,           _STAFF,     _SELF,    _STAFF,  _OWN,         _NO),
    Permission.CREATE_PEOPLE:        (_ALL,           _NO,        _NO,      _NO,     _OWN,         _NO),
    Permission.CHANGE_PEOPLE:        (_ALL,           _OPERATORS, _SELF,    _NO,     _OWN,         _NO),
    Permission.READ_KEYS:            (_ALL,           _SELF,      _SELF,    _SELF,   _OWN,         _SELF),
    Permission.ISSUE_KEYS:           (_ALL,           _SELF,      _SELF,    _SELF,   _OWN,         _SELF),
    Permission.READ_CONFIGURATION:   (_ALL,           _ALL,       _NO,      _ALL,    _OWN,         _NO),
    Permission.READ_TYPES:           (_ALL,           _ALL,       _NO,      _ALL,    _OWN,         _OWN),
    Permission.CHANGE_CONFIGURATION: (_ALL,           _NO,        _NO,      _NO,     _OWN,         _NO),
    Permission.SUBMIT_ITEMS:         (_ALL,           _ALL,       _NO,      _NO,     _OWN,         _OWN),
    Permission.CHANGE_MASTER_DATA:   (_ALL,           _ALL,       _NO,      _NO,     _OWN,         _OWN),
    Permission.READ_MASTER_DATA:     (_ALL,           _ALL,       _NO,      _ALL,    _OWN,         _OWN),
    Permission.READ_ITEMS:           (_ALL,           _ALL,       _SERVED,  _ALL,    _OWN,         _NAMELESS),
    Permission.WORK:                 (_NO,            _ALL,       _ALL,     _NO,     _NO,          _NO),
    Permission.DISTRIBUTE:           (_NO,            _ALL,       _NO,      _NO,     _NO,          _NO),
    Permission.READ_TASKS:           (_ALL,           _ALL,       _SERVED,  _ALL,    _OWN,         _NAMELESS),
    Permission.READ_REPORTS:         (_ALL,           _ALL,       _SELF,    _ALL,    _OWN,         _NO),
    Permission.READ_SERVICE_REPORTS: (_ALL,           _ALL,       _SELF,    _ALL,    _OWN,         _OWN),
    Permission.READ_AUDIT:           (_ALL,           _NO,        _NO,      _ALL,    _OWN,         _NO),
    Permission.READ_RUNS:            (_ALL,           _ALL,       _NO,      _ALL,    _OWN,         _NO),
    Permission.RETRY_RUNS:           (_ALL,           _ALL,       _NO,      _NO,     _OWN,         _NO),
    Permission.SELF:                 (_SELF,          _SELF,      _SELF,    _SELF,   _SELF,        _SELF),
}
# fmt: on

MATRIX: Mapping[Permission, Mapping[Role, Reach]] = MappingProxyType(
    {
        permission: MappingProxyType(
            {role: reach for role, reach in zip(_COLUMNS, row, strict=True) if reach is not None}
        )
        for permission, row in _ROWS.items()
    }
)


def reach_of(role: Role, permission: Permission) -> Reach | None:
    """How far `role` may go with `permission`; None: not at all."""
    return MATRIX[permission].get(role)


def hides_names(role: Role) -> bool:
    """Whether ids, names and notes of staff are kept from `role`."""
    return role is Role.CLIENT
