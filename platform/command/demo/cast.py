"""Who plays in the demo: two client companies and the outsourcer's people who serve both. All of them are invented."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Company:
    """A tenant, and the process pack that it works by."""

    slug: str
    name: str
    timezone: str
    country: str
    pack: str
    work_type: str
    submit_to: str


@dataclass(frozen=True)
class Player:
    """A person: of the outsourcer's staff, or of the one company that is named."""

    email: str
    name: str
    role: str
    skills: dict[str, int] = field(default_factory=dict)
    company: str | None = None


TRADER = Company("northwind", "Northwind Traders", "America/New_York", "US", "order_handling", "order", "/v1/orders")
INSURER = Company("harbour", "Harbour Motor", "America/Chicago", "US", "motor_claims", "claim", "/v1/claims")
COMPANIES = (TRADER, INSURER)

COMPANY_ROLES = ("client", "tenant_admin")

OPERATORS = (
    Player("ana@bpo.example", "Ana Sousa", "operator", {"orders": 3, "credit": 2}),
    Player("bima@bpo.example", "Bima Putra", "operator", {"stock": 3, "orders": 1}),
    Player("chandra@bpo.example", "Chandra Rao", "operator", {"motor": 3}),
    Player("dewi@bpo.example", "Dewi Lestari", "operator", {"motor": 2, "investigation": 5}),
    Player("emil@bpo.example", "Emil Novak", "operator", {"senior": 4, "credit": 5, "injury": 4}),
)
OVERSEERS = (
    Player("siti@bpo.example", "Siti Rahma", "supervisor"),
    Player("oskar@bpo.example", "Oskar Lind", "auditor"),
)
CLIENTS = (
    Player("karl@northwind.example", "Karl-Friedrich Müller-Lüdenscheidt", "tenant_admin", company=TRADER.slug),
    Player("anneliese@northwind.example", "Anneliese Hohenzollern-Sigmaringen", "client", company=TRADER.slug),
    Player("tomas@harbour.example", "Tomás Rivera", "tenant_admin", company=INSURER.slug),
    Player("maya@harbour.example", "Maya Chen", "client", company=INSURER.slug),
)
CAST = (*OPERATORS, *OVERSEERS, *CLIENTS)
"""Everybody who may log in."""
