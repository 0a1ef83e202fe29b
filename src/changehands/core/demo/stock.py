"""The products of the demo, those that show every kind, every state and every rule."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from changehands.core.demo.cast import ORGANIZATIONS, key
from changehands.core.inventory.rows import Grant, Invoice, Product, Row, Serving

# A year of each kind, in minor units.
PRICES: Final = {
    "my-ksuite": 0,
    "ksuite": 23_880,
    "kdrive": 11_988,
    "mail-service": 1_800,
    "kchat": 0,
    "custom-brand": 9_900,
    "domain": 1_450,
    "domain-privacy": 500,
    "renewal-warranty": 700,
    "web-hosting": 6_900,
    "wordpress": 0,
    "website": 0,
    "site-creator": 3_900,
    "ssl-certificate": 5_500,
    "cloud-server": 34_800,
    "vps": 14_400,
    "vps-lite": 3_600,
    "public-cloud": 48_000,
    "kubernetes-service": 36_000,
    "database-service": 21_600,
    "jelastic-cloud": 18_000,
    "swiss-backup": 9_600,
    "nas": 58_800,
    "newsletter": 12_000,
    "ticketing": 0,
    "radio": 30_000,
    "video-streaming": 42_000,
    "vod": 24_000,
    "premium-support": 99_000,
}


class Item(NamedTuple):
    """One product: days until it expires, facts, and the product it is a part of."""

    name: str
    kind: str
    title: str
    expires: int | None = 240
    facts: str = ""
    part_of: str = ""


OURS: Final = (
    Item("suite", "ksuite", "kSuite Ours"),
    Item("suite-mail", "mail-service", "Mail ours.example", part_of="suite"),
    Item("suite-drive", "kdrive", "kDrive Ours", part_of="suite"),
    Item("suite-chat", "kchat", "kChat Ours", part_of="suite"),
    Item("personal", "my-ksuite", "my kSuite d’Élodie", None),
    Item("brand", "custom-brand", "Marque Ours", 310),
    Item("drive-archive", "kdrive", "kDrive Fotoarchiv", 150),
    Item("drive-accounts", "kdrive", "kDrive Comptabilité", 95),
    Item("drive-fair", "kdrive", "kDrive Messe Basel", 180),
    Item("domain-ours", "domain", "ours.example", 410),
    Item("privacy", "domain-privacy", "Domain Privacy ours.example", 410, part_of="domain-ours"),
    Item("warranty", "renewal-warranty", "Garantie ours.example", 410, part_of="domain-ours"),
    Item("domain-gallery", "domain", "galerie-du-leman.example", 33),
    Item("domain-festival", "domain", "festival-des-arts.example", 275),
    Item("domain-cafe", "domain", "café-lumière.example", 6),
    Item("domain-clocks", "domain", "müller-uhren.example", -12),
    Item("domain-studio", "domain", "atelier-rochat.example", 190),
    Item("domain-town", "domain", "vieille-ville.example", 520),
    Item("domain-lake", "domain", "bains-du-lac.example", 130),
    Item("domain-pass", "domain", "gotthard-velo.example", 98, "unpaid"),
    Item("domain-bakery", "domain", "bäckerei-aare.example", 260, "partner"),
    Item("hosting-ours", "web-hosting", "Hosting ours.example", 120),
    Item("site-shop", "website", "Boutique en ligne", 120, part_of="hosting-ours"),
    Item("hosting-gallery", "web-hosting", "Hosting Galerie du Léman", 44),
    Item("blog-gallery", "wordpress", "Blog de la galerie", 44, part_of="hosting-gallery"),
    Item("hosting-festival", "web-hosting", "Hosting Festival des Arts", 201),
    Item("site-festival", "wordpress", "Festival des Arts", 201, part_of="hosting-festival"),
    Item("hosting-town", "web-hosting", "Hosting Vieille Ville", 77, "maintenance"),
    Item("creator", "site-creator", "Atelier Rochat", 190),
    Item("certificate-ours", "ssl-certificate", "*.ours.example", 88),
    Item("certificate-gallery", "ssl-certificate", "galerie-du-leman.example", 33),
    Item("certificate-clocks", "ssl-certificate", "müller-uhren.example", -40),
    Item("mail-gallery", "mail-service", "Mail galerie-du-leman.example", 33),
    Item("mail-studio", "mail-service", "Mail atelier-rochat.example", 190, "partner"),
    Item("server", "cloud-server", "Serveur Zürich", 300),
    Item("server-site", "website", "Intranet", 300, part_of="server"),
    Item("vps-front", "vps", "vps-front-1", 64),
    Item("vps-back", "vps", "vps-back-1", 64, "busy"),
    Item("vps-old", "vps", "vps-altsystem", 18, "deleting"),
    Item("vps-lab", "vps", "vps-labor", 200),
    Item("vps-sandbox", "vps-lite", "bac-à-sable", 21),
    Item("vps-locked", "vps-lite", "vps-test-2", 140, "locked"),
    Item("cloud", "public-cloud", "Plattform Daten", None),
    Item("cluster", "kubernetes-service", "k8s-produktion", None, part_of="cloud"),
    Item("database", "database-service", "Postgres Fakturierung", None, part_of="cloud"),
    Item("cache", "database-service", "Valkey Sitzungen", None, part_of="cloud"),
    Item("jelastic", "jelastic-cloud", "Jelastic Ours", 170),
    Item("backup", "swiss-backup", "Sauvegarde des bureaux", 222),
    Item("nas", "nas", "NAS Rolle", 365),
    Item("letter", "newsletter", "Lettre d’information", 111),
    Item("letter-fair", "newsletter", "Newsletter Messe", 180),
    Item("tickets", "ticketing", "Billetterie du festival", None),
    Item("radio", "radio", "Radio Bise Noire", 59),
    Item("video", "video-streaming", "Conférences en direct", 140, "unpaid locked"),
    Item("films", "vod", "Archives vidéo", 84),
    Item("support", "premium-support", "Premium Support", 260),
)

OTHERS: Final = {
    "labs": (
        Item("labs-domain", "domain", "labs.example", 180),
        Item("labs-cloud", "public-cloud", "Plattform Labor", None),
    ),
    "theirs": (
        Item("theirs-suite", "ksuite", "kSuite Theirs"),
        Item("theirs-domain", "domain", "theirs.example", 200),
        Item("theirs-hosting", "web-hosting", "Hosting theirs.example", 200),
        Item("theirs-drive", "kdrive", "kDrive Projekte", 340),
        Item("lake-domain", "domain", "lac-et-montagne.example", 230),
        Item("lake-hosting", "web-hosting", "Hosting Lac et Montagne", 230),
        Item("alps-domain", "domain", "alpenglühen.example", 160),
        Item("alps-mail", "mail-service", "Mail alpenglühen.example", 160),
    ),
    "elsewhere": (
        Item("else-domain", "domain", "elsewhere.example", 150),
        Item("else-site", "site-creator", "Vigna Cavadini", 150),
    ),
}

# What came late: it would not have been there when the story of the transfers began.
LATE: Final = (Item("cloud-trial", "cloud-server", "Serveur d’essai Genève", 12, "trial"),)

SERVINGS: Final = (
    ("domain-ours", "suite"),
    ("domain-ours", "suite-mail"),
    ("domain-ours", "hosting-ours"),
    ("domain-gallery", "hosting-gallery"),
    ("domain-gallery", "mail-gallery"),
    ("domain-festival", "hosting-festival"),
    ("domain-festival", "tickets"),
    ("domain-studio", "creator"),
    ("domain-studio", "mail-studio"),
    ("domain-town", "hosting-town"),
    ("certificate-ours", "domain-ours"),
    ("certificate-ours", "hosting-ours"),
    ("certificate-gallery", "hosting-gallery"),
    ("certificate-clocks", "domain-clocks"),
    ("brand", "suite"),
    ("backup", "nas"),
    ("backup", "vps-front"),
    ("theirs-domain", "theirs-hosting"),
    ("lake-domain", "lake-hosting"),
    ("alps-domain", "alps-mail"),
    ("else-domain", "else-site"),
)

# product, person (before the @ at ours.example, or the whole address) or team, role, manages
GRANTS: Final = (
    ("suite-drive", "marie.chappuis", "editor", True),
    ("suite-drive", "aurelio.caduff", "viewer", False),
    ("suite-drive", "communication", "editor", False),
    ("suite-chat", "zoe.baumgartner", "administrator", True),
    ("drive-archive", "tomas.garcia", "administrator", True),
    ("drive-archive", "xavier@studio.example", "viewer", False),
    ("drive-archive", "communication", "editor", False),
    ("drive-accounts", "aurelio.caduff", "editor", True),
    ("drive-accounts", "zoe.baumgartner", "viewer", False),
    ("drive-fair", "giulia.bernasconi", "editor", True),
    ("drive-fair", "xavier@studio.example", "editor", False),
    ("drive-fair", "communication", "viewer", False),
    ("domain-ours", "jonas.maeder", "technician", True),
    ("domain-gallery", "web", "technician", False),
    ("hosting-ours", "web", "developer", False),
    ("hosting-ours", "jonas.maeder", "administrator", True),
    ("hosting-gallery", "web", "developer", False),
    ("hosting-gallery", "noemie.favre", "technician", False),
    ("blog-gallery", "marie.chappuis", "author", False),
    ("blog-gallery", "xavier@studio.example", "editor", False),
    ("hosting-festival", "giulia.bernasconi", "developer", True),
    ("site-festival", "communication", "author", False),
    ("mail-gallery", "marie.chappuis", "user", False),
    ("server", "web", "technician", False),
    ("server", "aurelio.caduff", "administrator", True),
    ("vps-front", "jonas.maeder", "administrator", True),
    ("vps-lab", "jonas.maeder", "administrator", True),
    ("cloud", "web", "technician", False),
    ("database", "noemie.favre", "developer", False),
    ("letter", "communication", "author", False),
    ("letter", "tomas.garcia", "administrator", True),
    ("letter-fair", "tomas.garcia", "author", False),
    ("tickets", "zoe.baumgartner", "box-office", False),
    ("radio", "tomas.garcia", "broadcaster", True),
    ("films", "communication", "editor", False),
    ("support", "aurelio.caduff", "support-contact", False),
    ("theirs-drive", "lucja@theirs.example", "editor", True),
    ("alps-mail", "lucja@theirs.example", "user", False),
)
LATE_GRANTS: Final = (
    ("lake-hosting", "web", "developer", False),
    ("lake-domain", "noemie.favre", "technician", False),
    ("cloud-trial", "jonas.maeder", "administrator", True),
)
TEAM_NAMES: Final = frozenset({"web", "communication"})


def stock(*, today: date) -> Iterator[Row]:
    """Products with what serves what, who has which right, and last year's invoices."""
    for holder, items in {"ours": OURS, **OTHERS}.items():
        for place, item in enumerate(items):
            yield _product(item, holder, today, held=900 - 7 * place)
            yield from _bills(item, holder, place, today)
    for server, served in SERVINGS:
        yield Serving(product=key(server), serves=key(served))
    yield from map(_grant, GRANTS)


def late(*, today: date) -> Iterator[Row]:
    """What came after the transfers: a trial, and rights given by the new holder."""
    for item in LATE:
        yield _product(item, "ours", today, held=9)
    yield from map(_grant, LATE_GRANTS)


def _product(item: Item, holder: str, today: date, *, held: int) -> Product:
    return Product(
        id=key(item.name),
        kind=item.kind,
        name=item.title,
        holder=key(holder),
        expires_on=None if item.expires is None else today + timedelta(days=item.expires),
        price=PRICES[item.kind],
        currency=ORGANIZATIONS[holder][3],
        facts=item.facts.split(),
        part_of=key(item.part_of) if item.part_of else None,
        held_since=today - timedelta(days=held),
    )


def _bills(item: Item, holder: str, place: int, today: date) -> Iterator[Row]:
    if not PRICES[item.kind] or item.expires is None:
        return
    starts = today + timedelta(days=item.expires - 365)
    while starts - timedelta(days=30) > today:  # of the next period nothing is billed yet
        starts -= timedelta(days=365)
    ends = starts + timedelta(days=365)
    yield Invoice(
        id=key(f"invoice-{item.name}"),
        organization=key(holder),
        product=key(item.name),
        number=f"{starts.year}-{place + 1:04}",
        amount=PRICES[item.kind],
        currency=ORGANIZATIONS[holder][3],
        issued_on=starts - timedelta(days=30),
        period_start=starts,
        period_end=ends,
        state="open" if "unpaid" in item.facts else "paid",
    )


def _grant(row: tuple[str, str, str, bool]) -> Grant:
    product, subject, role, manages = row
    if subject in TEAM_NAMES:
        return Grant(product=key(product), team=key(subject), role=role, manages=manages)
    address = subject if "@" in subject else f"{subject}@ours.example"
    return Grant(product=key(product), person=key(address), role=role, manages=manages)
