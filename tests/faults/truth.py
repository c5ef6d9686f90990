"""What is in the database of a test's installation, past row-level security."""

from urllib.parse import urlsplit

from command.soak.truth import Truth
from tests.faults.installation import Installation
from tests.servers import Servers


def truth_of(installation: Installation, servers: Servers) -> Truth:
    return Truth(url_of(installation, servers), installation.settings)


def url_of(installation: Installation, servers: Servers) -> str:
    """Of its database, for the superuser."""
    return servers.superuser_url(urlsplit(installation.settings.database_url).path.removeprefix("/"))
