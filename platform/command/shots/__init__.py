"""`bpo shots`: pictures of every screen, of a demo that is running, for whoever changes the screens to look at."""

from .taking import shots

__all__ = ["shots"]
