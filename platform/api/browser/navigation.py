"""The entries of the bar above every page: each page module declares its own, a reader sees those that are theirs."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from tenants.principals import Principal
from tenants.roles import Permission, Role, reach_of


class Entry(Struct, frozen=True, kw_only=True):
    """`label` is a message; `order` sorts the bar; `go` is the key that leads there after `g`.

    Only `roles` see it where some are named, of those who have the permission. Whose `home` it is comes here first
    after logging in.
    """

    label: str
    path: str
    permission: Permission
    order: int
    go: str | None = None
    roles: frozenset[Role] | None = None
    home: frozenset[Role] = frozenset()

    def is_for(self, principal: Principal) -> bool:
        may = reach_of(principal.role, self.permission) is not None
        return may and (self.roles is None or principal.role in self.roles)


class Navigation:
    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = sorted(entries, key=lambda entry: entry.order)

    def of(self, principal: Principal | None) -> Sequence[Entry]:
        return [entry for entry in self._entries if principal and entry.is_for(principal)]

    def home(self, principal: Principal, otherwise: str) -> str:
        """Where this person begins."""
        mine = self.of(principal)
        begins = [entry for entry in mine if principal.role in entry.home] or mine
        return begins[0].path if begins else otherwise
