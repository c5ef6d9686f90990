"""What can go wrong in this package; what HTTP makes of it is the API's affair."""


class TenantsError(Exception):
    """Something about tenants, people or settings is not as it must be."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or type(self).__doc__)


class SettingsInvalid(TenantsError):
    """A BPO_* variable has a value that cannot be used."""


class TenantSuspended(TenantsError):
    """The tenant is suspended: it can be read, not changed."""


class Overtaken(TenantsError):
    """Another was quicker, again and again; ask once more."""


class SlugTaken(TenantsError):
    """There is a tenant with this slug."""


class EmailTaken(TenantsError):
    """A person with this e-mail address is known."""
