"""Runs programs: starts them in order, starts again what dies, and leaves nothing behind."""

from command.supervision.program import Program
from command.supervision.supervisor import Supervisor

__all__ = ["Program", "Supervisor"]
