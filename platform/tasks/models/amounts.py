"""Numbers of ledgers: exact in PostgreSQL, and read as they were written."""

from decimal import Decimal
from typing import Any

from sqlalchemy import Numeric
from sqlalchemy.types import TypeDecorator

from tenants import decimals


class Amount(TypeDecorator[Decimal]):
    impl = Numeric
    cache_ok = True

    def process_result_value(self, value: Decimal | None, dialect: Any) -> Decimal | None:
        return None if value is None else decimals.plain(value)
