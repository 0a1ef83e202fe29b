"""Which addresses the server may call for somebody else: those of the public internet alone.

`ipaddress` alone does not say it: to Python 3.11 a multicast address is global, and so are the
forms of IPv6 in which an address of IPv4 hides (NAT64, 6to4).
"""

import ipaddress
import re
import socket
from typing import Final
from urllib.parse import SplitResult, urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_TRANSLATED: Final = ipaddress.IPv6Network("::ffff:0:0:0/96")
_COMPATIBLE: Final = ipaddress.IPv6Network("::/96")
_NEVER: Final = tuple(
    ipaddress.ip_network(text)
    for text in (
        "100.64.0.0/10",  # behind a provider's NAT
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "240.0.0.0/4",
        "64:ff9b:1::/48",
        "100::/64",
        "2001:2::/48",
        "2001:db8::/32",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
    )
)
_INSIDE: Final = ("localhost", "local", "internal", "intranet", "lan", "home.arpa", "corp", "onion")
_LABEL: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
HTTPS_PORT: Final = 443


class Refused(ValueError):
    """The address is none that the server may call."""


def is_public(address: Address) -> bool:
    """Whether it is a single host of the public internet, and hides no address that is not."""
    hidden = _hidden(address)
    if hidden is not None:
        return is_public(hidden)
    if any(address.version == net.version and address in net for net in _NEVER):
        return False
    return address.is_global and not address.is_multicast


def checked(url: str, *, allow_private: bool = False) -> SplitResult:
    """The address in its parts, if it may be called as far as it says so itself.

    Raises Refused. What its name leads to is another question, asked at every call.
    """
    if not url.isprintable() or " " in url or "\\" in url or not url.isascii():
        raise Refused("characters")
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError as error:
        raise Refused("unreadable") from error
    if parts.scheme != "https" and not (allow_private and parts.scheme == "http"):
        raise Refused("scheme")
    if not host or "@" in parts.netloc or "%" in parts.netloc or "#" in url:
        raise Refused("form")
    if allow_private:
        return parts
    if port not in (None, HTTPS_PORT):
        raise Refused("port")
    _require_public_name(host)
    return parts


def resolve(host: str, port: int, *, allow_private: bool = False) -> list[str]:
    """Where the name leads to. Raises Refused if any of the addresses is not public.

    Raises OSError where the name leads nowhere.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not allow_private:
        for address in addresses:
            if not is_public(ipaddress.ip_address(address)):
                raise Refused("private")
    return addresses


def _require_public_name(host: str) -> None:
    literal = _literal(host)
    if literal is not None:
        if not is_public(literal):
            raise Refused("private")
        return
    name = host.removesuffix(".")
    labels = name.split(".")
    if len(labels) < 2 or any(name == end or name.endswith(f".{end}") for end in _INSIDE):
        raise Refused("private")
    if not all(_LABEL.fullmatch(label) for label in labels) or len(name) > 253:
        raise Refused("form")
    if re.fullmatch(r"\d+|0x[0-9a-f]*", labels[-1]):  # a number is no name of a top domain
        raise Refused("form")


def _literal(host: str) -> Address | None:
    """The address that is written down, in the old forms of IPv4 too (0x7f.1, 017700000001)."""
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host.removesuffix(".")))
    except (OSError, ValueError):
        return None


def _hidden(address: Address) -> Address | None:
    """The address of IPv4 to which this one of IPv6 leads, if any."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if any(address in net for net in (_NAT64, _TRANSLATED, _COMPATIBLE)):
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return None
