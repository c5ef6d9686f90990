"""The demo as a process of its own, which the launcher starts on an installation that is ready."""

from tenants.settings import Settings

from .address import base_url
from .demo import run


def play(settings: Settings) -> int:
    """Plays it on the installation that the settings describe."""
    run(base_url(settings), settings.admin_key, settings.data_dir)
    return 0
