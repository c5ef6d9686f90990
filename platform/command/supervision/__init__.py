"""Runs programs: starts them in order, starts again what dies, and leaves nothing behind."""

from .program import Program
from .supervisor import Supervisor

__all__ = ["Program", "Supervisor"]
