"""Which addresses the server calls for somebody else: only those of the public internet."""

import ipaddress
import socket
from typing import Any

import pytest

from changehands.kernel.addresses import Refused, checked, is_public, resolve


def _each(text: str) -> list[str]:
    return text.split()


PRIVATE = _each("""
    127.0.0.1 127.0.0.2 127.255.255.254 0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 172.16.0.1
    172.31.255.255 192.168.0.1 192.168.255.255 169.254.169.254 169.254.0.1 100.64.0.1
    100.100.100.200 100.127.255.255 192.0.0.1 192.0.0.8 192.0.0.170 192.0.2.1 192.88.99.1
    198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.250 240.0.0.1
    255.255.255.255 ::1 :: ::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:10.0.0.1 ::ffff:169.254.169.254
    ::ffff:0:127.0.0.1 ::127.0.0.1 ::7f00:1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1
    2002:7f00:1:: 2002:a00:1:: 2002:a9fe:a9fe:: 2001:0:0:0:0:0:80ff:fffe 2001:db8::1 3fff::1
    100::1 fc00::1 fd00:ec2::254 fdff::1 fe80::1 febf::1 fec0::1 ff00::1 ff02::1 5f00::1 2001:2::1
""")
PUBLIC = _each("""
    1.1.1.1 8.8.8.8 93.184.215.14 172.32.0.1 100.128.0.1 2606:4700:4700::1111 2a00:1450:4001::200e
    64:ff9b::808:808 ::ffff:8.8.8.8
""")
URLS = _each("""
    http://example.com/ ftp://example.com/ file:///etc/passwd gopher://example.com/ //example.com/
    example.com javascript:alert(1) data:text/plain,x https:// https:///x https:example.com
    https://localhost/ https://LOCALHOST/ https://localhost./ https://a.localhost/ https://db/
    https://db.internal/ https://printer.local/ https://metadata.google.internal/ https://x.lan/
    https://example.com:22/ https://example.com:80/ https://example.com:8443/ https://example.com:0/
    https://example.com:99999/ https://user@example.com/ https://user:word@example.com/
    https://example.com@127.0.0.1/ https://127.0.0.1@example.com/ https://@example.com/
    https://127.0.0.1/ https://127.1/ https://127.0.1/ https://0/ https://0x7f.1/ https://0x7f000001/
    https://2130706433/ https://017700000001/ https://0177.0.0.1/ https://0177.1/ https://127.0.0.1./
    https://0x7f.0x0.0x0.0x1/ https://0X7F.1/ https://169.254.169.254/latest/meta-data/
    https://2852039166/ https://0xa9fea9fe/ https://0251.0376.0251.0376/ https://100.100.100.200/
    https://[::1]/ https://[::]/ https://[::ffff:127.0.0.1]/ https://[0:0:0:0:0:ffff:7f00:1]/
    https://[::ffff:0:127.0.0.1]/ https://[64:ff9b::7f00:1]/ https://[2002:7f00:1::]/
    https://[fe80::1]/ https://[fe80::1%25eth0]/ https://[fc00::1]/ https://[fec0::1]/
    https://[::1 https://::1/ https://[::127.0.0.1]/ https://[ff02::1]/ https://[fd00:ec2::254]/
    https://example.com#@127.0.0.1/ https://example.com/#x https://127.0.0.1#.example.com/
    https://example.com%2e/ https://%6c%6f%63alhost/ https://127%2e0%2e0%2e1/ https://1.2.3.4.5/
    https://example.com\\@127.0.0.1/ https:\\\\127.0.0.1\\ https://a..example/ https://.example/
    https://-a.example/ https://a-.example/ https://example.0x7f/ https://256.256.256.256/
    https://10.0.0.1/ https://192.168.1.1/ https://172.16.0.1/ https://0.0.0.0/ https://240.0.0.1/
    https://router.home.arpa/ https://x.onion/ https://intranet/ https://host.corp/
""")
STRANGE = [
    "https://exa mple.com/",
    "https://example.com/\nHost: x",
    "https://example.com/\r\nX: y",
    "https://example.com/\x00",
    "https://example.com\t/",
    " https://example.com/",
    "https://127。0。0。1/",
    "https://１２７.0.0.1/",
    "https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
    "https://bücher.example/",
    "",
]


@pytest.mark.parametrize("text", PRIVATE)
def test_an_address_that_is_not_public_is_told_apart(text: str) -> None:
    assert not is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", PUBLIC)
def test_a_public_address_may_be_called(text: str) -> None:
    assert is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize("url", URLS + STRANGE)
def test_an_address_that_leads_inside_or_misleads_is_refused(url: str) -> None:
    with pytest.raises(Refused):
        checked(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com",
        "https://hooks.example.com/a/b?token=x&y=%20",
        "https://EXAMPLE.com:443/",
        "https://xn--bcher-kva.example/",
        "https://8.8.8.8/",
        "https://[2606:4700:4700::1111]/hook",
    ],
)
def test_an_address_of_the_public_internet_is_accepted(url: str) -> None:
    assert checked(url).scheme == "https"


def test_the_corpus_is_as_large_as_the_threat_model_says() -> None:
    assert len({*PRIVATE, *URLS, *STRANGE}) >= 120


def test_for_tries_at_home_private_addresses_and_http_are_allowed_and_nothing_else() -> None:
    assert checked("http://127.0.0.1:8080/hook", allow_private=True).port == 8080
    for url in ("ftp://127.0.0.1/", "http://a@127.0.0.1/", "http:///x", "file:///etc/passwd"):
        with pytest.raises(Refused):
            checked(url, allow_private=True)


@pytest.mark.parametrize(
    "answers",
    [
        ["127.0.0.1"],
        ["8.8.8.8", "10.0.0.1"],
        ["2606:4700::1", "::1"],
        ["169.254.169.254", "1.1.1.1"],
    ],
)
def test_a_name_that_leads_inside_with_any_of_its_addresses_is_refused(
    monkeypatch: pytest.MonkeyPatch, answers: list[str]
) -> None:
    def lookup(*_args: Any, **_options: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443)) for one in answers]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    with pytest.raises(Refused):
        resolve("rebinding.example", 443)
    assert resolve("rebinding.example", 443, allow_private=True) == answers


@pytest.mark.parametrize("host", ["127.1", "0x7f.1", "2130706433", "017700000001", "localhost"])
def test_what_the_system_resolves_to_loopback_is_refused(host: str) -> None:
    with pytest.raises(Refused):
        resolve(host, 443)
