"""Fills a database with as many items as a large installation has, by SQL, so that what is slow there is seen here."""

from .fill import NothingToFill, fill

__all__ = ["NothingToFill", "fill"]
