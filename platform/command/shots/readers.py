"""Who looks at a screen: somebody of the demo's cast, who comes in with one click, or the administrator by the key."""

from collections.abc import Mapping

from msgspec import Struct

from tenants.settings import Settings

from ..data_directory import ADMIN_KEY
from ..errors import CommandError

ADMINISTRATOR = "administrator@localhost"


class Entrance(Struct, frozen=True):
    """The form that lets somebody in, and what is sent with it."""

    path: str
    fields: Mapping[str, str]


def entrance_of(reader: str, settings: Settings) -> Entrance:
    """Raises CommandError without the administrator's key."""
    if reader != ADMINISTRATOR:
        return Entrance("/login/as", {"email": reader})
    kept_in = settings.data_dir / ADMIN_KEY
    if not settings.admin_key and not kept_in.exists():
        raise CommandError(f"the administrator's key is neither in BPO_ADMIN_KEY nor in {kept_in}")
    return Entrance("/login", {"email": reader, "password": settings.admin_key or kept_in.read_text().strip()})


def refused(reader: str, url: str) -> CommandError:
    return CommandError(f"nobody can come in as {reader} at {url}: start `./bpo demo`, or name its --url")
