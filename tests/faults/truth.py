"""What is in the database of a test's installation, past row-level security."""

from urllib.parse import urlsplit

from command.soak.truth import Truth
from tests.faults.installation import Installation
from tests.servers import Servers


def truth_of(installation: Installation, servers: Servers) -> Truth:
    settings = installation.settings
    return Truth(servers.superuser_url(urlsplit(settings.database_url).path.removeprefix("/")), settings)
