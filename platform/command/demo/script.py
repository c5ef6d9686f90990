"""What the demo plays: which documents are sent and how many tasks are worked."""

from dataclasses import dataclass

from .claims import Claim, read_claims
from .masterdata import Customer, Product, read_customers, read_products
from .orders import Order, read_orders

TASKS_TO_WORK = 400


@dataclass(frozen=True)
class Script:
    customers: list[Customer]
    products: list[Product]
    orders: list[Order]
    claims: list[Claim]
    tasks_to_work: int = TASKS_TO_WORK

    @classmethod
    def whole(cls) -> "Script":
        """All 830 orders and 1,000 claims."""
        orders = read_orders()
        return cls(read_customers(orders), read_products(), orders, read_claims())
