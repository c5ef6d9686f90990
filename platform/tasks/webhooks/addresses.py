"""Where a webhook may go: https to public addresses, and whatever the installation's own settings allow."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from rules import Fault

Address = IPv4Address | IPv6Address
Networks = Sequence[IPv4Network | IPv6Network]

LONGEST_URL = 2000
NAT64 = ip_network("64:ff9b::/96")
"""RFC 6052: a gateway there sends on to the IPv4 address in the last 32 bits."""


def networks_of(setting: str) -> Networks:
    """Those that `BPO_WEBHOOK_ALLOW` names."""
    return [ip_network(part.strip(), strict=False) for part in setting.split(",") if part.strip()]


def is_allowed(address: Address, allowed: Networks) -> bool:
    return any(each in network for each in _ways(address) for network in allowed)


def may_reach(address: Address, allowed: Networks) -> bool:
    """Whether it is public, by whatever way it leads to where it says, or allowed."""
    return is_allowed(address, allowed) or all(each.is_global and not each.is_multicast for each in _ways(address))


def faults_of_url(url: str, allowed: Networks) -> list[Fault]:
    """What is wrong with a URL as it is written; where a name leads is found out when it is connected to."""
    detail = _detail(url, allowed)
    return [Fault("/url", detail)] if detail else []


def _ways(address: Address) -> list[Address]:
    """The address, and the one that is wrapped in it."""
    ways: list[Address] = [address]
    if isinstance(address, IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in NAT64:
            wrapped = IPv4Address(int(address) & 0xFFFFFFFF)
        ways += [wrapped] if wrapped else []
    return ways


def _detail(url: str, allowed: Networks) -> str | None:
    parts = _split(url)
    if parts is None or not parts.hostname:
        return "is no URL with a host"
    if parts.username is not None or parts.password is not None:
        return "may not hold a name or a password"
    if parts.scheme != "https" and not (parts.scheme == "http" and allowed):
        return "must begin with https://"
    literal = _literal(parts.hostname)
    if literal is not None and not may_reach(literal, allowed):
        return f"{literal} is no public address"
    return None


def _split(url: str) -> SplitResult | None:
    if len(url) > LONGEST_URL or not url.isascii() or any(not "!" <= character <= "~" for character in url):
        return None
    try:
        parts = urlsplit(url)
        return parts if parts.port != 0 else None
    except ValueError:  # a port that is no number, a bracket that is not closed
        return None


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
