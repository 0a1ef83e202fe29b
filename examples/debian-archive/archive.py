"""From the archive's list of source packages to Organizations, people, products and rights."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]

_MAILBOX = re.compile(r"([^<>]*)<([^<>]*)>")
_ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z][a-z0-9-]+")
_TEAM = re.compile(r"\b(team|teams|group|maintainers?|developers?|packagers?|project|list)\b", re.I)
_LIST_HOSTS = ("lists.", "alioth-lists.", "tracker.", "packages.", "teams.")
_STAND_IN = "unknown.invalid"  # a domain that never exists (RFC 2606)
_NO_COUNTRY = "ZZ"


def paragraphs(lines: Iterable[str]) -> Iterator[dict[str, str]]:
    """The paragraphs of a deb822 file, as fields by name; a field may go on over lines."""
    fields: dict[str, str] = {}
    name = ""
    for line in lines:
        if not line.strip():
            if fields:
                yield fields
            fields = {}
        elif line[0] in " \t":
            fields[name] += "\n" + line.strip()
        elif line[0] != "#":
            name, _, value = line.partition(":")
            fields[name] = value.strip()
    if fields:
        yield fields


@dataclass
class Archive:
    """What was read so far; `repairs` counts by rule what was not taken as it stood (see README)."""

    packages: dict[str, str] = field(default_factory=dict)
    uploaders: dict[str, list[str]] = field(default_factory=dict)
    names: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    spellings: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    repairs: Counter[str] = field(default_factory=Counter)

    def add(self, fields: dict[str, str]) -> None:
        """Take in one paragraph of a `Sources` list."""
        package = fields["Package"]
        if fields.get("Extra-Source-Only") == "yes":
            self.repairs["older versions, left out"] += 1
            return
        if package in self.packages:
            self.repairs["packages listed twice, the last one counts"] += 1
        self.packages[package] = next(self._mailboxes(fields["Maintainer"], package))
        self.uploaders[package] = list(self._mailboxes(fields.get("Uploaders", ""), package))

    def name_of(self, address: str) -> str:
        """The name that most often stands with an address."""
        counted = self.names[address].most_common()
        return min(name for name, number in counted if number == counted[0][1])

    def _mailboxes(self, text: str, package: str) -> Iterator[str]:
        # a comma may stand inside a name, so mailboxes are told by their angle brackets
        for name, address in _MAILBOX.findall(text):
            yield self._person(_tidy(name), address, package)
        rest = _MAILBOX.sub("", text).replace('"', "").strip(" ,\n")
        if rest:
            yield self._person(rest, "", package)

    def _person(self, name: str, written: str, package: str) -> str:
        address = unicodedata.normalize("NFKC", written).strip(" \t\n.,").lower()
        if not _ADDRESS.fullmatch(address):
            self.repairs["addresses that are none, replaced by a stand-in"] += 1
            address = f"{_slug(name or package)}@{_STAND_IN}"
        self.spellings[address].add(written)
        self.names[address][name or address.partition("@")[0]] += 1
        return address


def rows(archive: Archive) -> dict[str, list[Row]]:
    """The rows of an import, by the file they belong into."""
    archive.repairs["addresses in several spellings, made one"] = sum(
        len(spellings) > 1 for spellings in archive.spellings.values()
    )
    maintainers = sorted(set(archive.packages.values()))
    members = sorted(
        {
            (archive.packages[package], uploader)
            for package, uploaders in archive.uploaders.items()
            for uploader in uploaders
            if uploader != archive.packages[package]
        }
    )
    return {
        "organizations": [_organization(archive, address) for address in maintainers],
        "people": [_person(archive, address) for address in sorted(archive.names)],
        "memberships": [
            *(_membership(address, address, "owner") for address in maintainers),
            *(_membership(maintainer, person, "member") for maintainer, person in members),
        ],
        "products": [_product(*pair) for pair in sorted(archive.packages.items())],
        "grants": [
            {"type": "grant", "product": package, "person": person, "role": "uploader"}
            for package, uploaders in sorted(archive.uploaders.items())
            for person in dict.fromkeys(uploaders)
            if person != archive.packages[package]
        ],
    }


def figures(archive: Archive, made: dict[str, list[Row]]) -> Iterator[str]:
    """What one wants to know of the archive, a line each."""
    for name, found in made.items():
        yield f"{len(found):7,} {name}"
    sizes = Counter(archive.packages.values()).most_common()
    largest, smallest = sizes[0], min(sizes, key=lambda size: (size[1], size[0]))
    alone = sum(number == 1 for _, number in sizes)
    yield f"largest maintainer: {archive.name_of(largest[0])}, {largest[1]:,} packages"
    yield f"smallest: {archive.name_of(smallest[0])}, {smallest[1]} package, as {alone:,} have"
    for rule, number in sorted(archive.repairs.items()):
        yield f"{number:7,} {rule}"


def _organization(archive: Archive, address: str) -> Row:
    name = archive.name_of(address)
    host = address.partition("@")[2]
    shared = bool(_TEAM.search(name)) or host.startswith(_LIST_HOSTS)
    return {
        "type": "organization",
        "id": address,
        "name": name,
        "kind": "association" if shared else "person",
        "country": _NO_COUNTRY,
    }


def _person(archive: Archive, address: str) -> Row:
    return {"type": "person", "id": address, "email": address, "name": archive.name_of(address)}


def _membership(organization: str, person: str, role: str) -> Row:
    return {"type": "membership", "organization": organization, "person": person, "role": role}


def _product(package: str, maintainer: str) -> Row:
    return {
        "type": "product",
        "id": package,
        "kind": "source-package",
        "name": package,
        "holder": maintainer,
    }


def _tidy(name: str) -> str:
    text = unicodedata.normalize("NFC", name).strip(" ,\n")
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1]
    return " ".join(text.split())[:120]


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", ".", plain).strip(".")[:60] or "someone"
