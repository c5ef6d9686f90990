"""The logins of the database: the owner's is given, those of the app and the system have passwords derived from it."""

import hashlib
import hmac
from urllib.parse import quote, unquote, urlsplit, urlunsplit

APP = "bpo_app"
SYSTEM = "bpo_system"


def password_of(login: str, owner_url: str) -> str:
    owner_password = unquote(urlsplit(owner_url).password or "")
    return hmac.new(owner_password.encode(), login.encode(), hashlib.sha256).hexdigest()


def url_of(login: str, owner_url: str) -> str:
    """The owner's address with another login; a socket folder in the query (`?host=`) stays."""
    parts = urlsplit(owner_url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(login)}:{password_of(login, owner_url)}@{place}"))
