"""Live events: the news, read once for all who watch in this process, and told to each as far as they may see it."""

from .feed import Feed
from .watcher import Watcher, Watching

__all__ = ["Feed", "Watcher", "Watching"]
