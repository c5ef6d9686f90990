"""What lists and single reads ask the database: conditions and pages, one module for each thing that is read."""

from .served import serves

__all__ = ["serves"]
