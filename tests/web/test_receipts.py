"""The receipt: page, PDF, and the page that says whether one is genuine (R63)."""

import io
import re
from typing import Any

import pikepdf
import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import translation

from changehands.core.transfers import queries, receipts
from changehands.kernel.ids import to_public
from changehands.models import Transfer
from changehands.web import receipt_pdf
from tests.faults.checksum import checksum
from tests.web.browsing import Browser
from tests.world import World, make_product, offer, take

LANGUAGES = ("en", "fr", "de", "it", "es")


@pytest.fixture
def done(world: World) -> Transfer:
    """Olga of Ours has handed domain and drive over to Rui of Theirs."""
    cache.clear()
    return take(world.rui, offer(world.olga, world.ours, world.domain, world.drive), world.theirs)


def read(world: World, transfer: Transfer) -> receipts.Receipt:
    return receipts.read(queries.view(world.olga, transfer.id))


def texts(document: bytes) -> str:
    """What the document says, decoded by the tables that its fonts carry."""
    with pikepdf.open(io.BytesIO(document)) as found:
        return "\n".join(_page_text(page) for page in found.pages)


def _page_text(page: pikepdf.Page) -> str:
    fonts: Any = page.Resources.get("/Font", {})
    maps = {name: _unicode_map(fonts[name]) for name in fonts}
    said, current = [], {}
    for step in pikepdf.parse_content_stream(page):
        operator, operands = str(step.operator), list(step.operands)
        if operator == "Tf":
            current = maps[str(operands[0])]
        for operand in operands if operator in {"Tj", "TJ"} else ():
            pieces = operand if isinstance(operand, pikepdf.Array) else [operand]
            said += [_decoded(bytes(one), current) for one in pieces if not _is_number(one)]
        if operator == "ET":
            said.append(" ")
    return "".join(said)


def _is_number(piece: Any) -> bool:
    return not isinstance(piece, pikepdf.String)


def _decoded(raw: bytes, table: dict[int, str]) -> str:
    return "".join(
        table.get(int.from_bytes(raw[at : at + 2], "big"), "") for at in range(0, len(raw), 2)
    )


def _unicode_map(font: Any) -> dict[int, str]:
    table = {}
    lines = bytes(font.ToUnicode.read_bytes()).decode("latin-1")
    for code, text in re.findall(r"^<([0-9a-fA-F]{4})> <([0-9a-fA-F]+)>$", lines, re.MULTILINE):
        table[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    return table


def test_the_document_says_what_the_page_says(world: World, done: Transfer) -> None:
    said = texts(receipt_pdf.render(read(world, done)))
    compact = "".join(said.split())
    for fact in (
        "Receipt of a transfer", "Ours", "Theirs", "Olga", "Rui", "ours.example", "Drive",
        "Domain", done.public_id, done.digest, to_public("product", world.domain.id),
        "Coordinated Universal Time", "2026-11-01", read(world, done).address, "Page 1 of 1",
    ):  # fmt: skip
        assert "".join(fact.split()) in compact, fact


def test_the_document_is_tagged_and_holds_its_fonts(world: World, done: Transfer) -> None:
    document = receipt_pdf.render(read(world, done))
    with pikepdf.open(io.BytesIO(document)) as found:
        root = found.Root
        assert root.MarkInfo.Marked and root.Lang == "en" and root.ViewerPreferences.DisplayDocTitle
        assert root.StructTreeRoot.K
        with found.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "Receipt of a transfer"
        fonts = [one for page in found.pages for one in page.Resources.Font.values()]
        for font in fonts:
            description = font.DescendantFonts[0].FontDescriptor
            assert "/FontFile2" in description or "/FontFile3" in description
        names = {str(font.BaseFont) for font in fonts}
    assert all("Inter" in name or "DejaVu" in name for name in names)


def test_the_document_leads_nowhere_but_to_its_verification(world: World, done: Transfer) -> None:
    receipt = read(world, done)
    with pikepdf.open(io.BytesIO(receipt_pdf.render(receipt))) as found:
        notes = [note for page in found.pages for note in page.get("/Annots", [])]
        assert {str(note.A.URI) for note in notes} == {receipt.address}
        assert "/Names" not in found.Root or "/EmbeddedFiles" not in found.Root.Names
        assert "/OpenAction" not in found.Root


def test_the_same_receipt_has_the_same_bytes(world: World, done: Transfer) -> None:
    receipt = read(world, done)
    assert receipt_pdf.render(receipt) == receipt_pdf.render(receipt)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_document_speaks_the_readers_language(
    world: World, done: Transfer, language: str
) -> None:
    with translation.override(language):
        document = receipt_pdf.render(read(world, done))
    with pikepdf.open(io.BytesIO(document)) as found:
        assert found.Root.Lang == language
    assert "2026" in texts(document)


@pytest.mark.parametrize(
    "name",
    [
        '#eval("1") *b* $x$ @y <z> [q] /* c */ \\',
        "Šárka Ødegård Ąę Жанна Ωμέγα Việt",
        "漢字 عربي 😀",
        "a\u202eb\u200bc",
        '"}, {"x": 1',
    ],
)
def test_no_name_breaks_or_becomes_the_source_of_the_document(
    world: World, done: Transfer, name: str
) -> None:
    done.items.update(name=name)
    world.ours.name = name
    world.ours.save()
    said = "".join(texts(receipt_pdf.render(read(world, done))).split())
    expected = "".join(receipt_pdf.shown(name).split())
    assert said.count(expected) >= 3


def test_signs_that_cannot_be_shown_are_boxes_and_the_document_says_so(
    world: World, done: Transfer
) -> None:
    assert receipt_pdf.shown("漢A") == "□A"
    done.items.update(name="漢字")
    assert "stand for signs" in texts(receipt_pdf.render(read(world, done)))


def test_a_long_list_goes_on_with_its_heading_on_every_page(world: World) -> None:
    products = [make_product(world.ours, "vps", f"Server {n:03}") for n in range(120)]
    transfer = take(world.rui, offer(world.olga, world.ours, *products), world.theirs)
    document = receipt_pdf.render(read(world, transfer))
    with pikepdf.open(io.BytesIO(document)) as found:
        pages = [_page_text(page) for page in found.pages]
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert "Identifier" in page
        assert f"Page {number} of {len(pages)}" in page
    assert "Server 119" in pages[-1]


@pytest.mark.parametrize("name", ["transfer-receipt", "transfer-receipt-pdf"])
def test_both_sides_have_the_receipt_and_nobody_else(
    world: World, done: Transfer, name: str
) -> None:
    address = reverse(name, args=[done.public_id])
    expected = {"olga": 200, "adam": 200, "rui": 200, "mia": 403, "eve": 404, "nora": 404}
    answers = {who: Browser(getattr(world, who)).client.get(address) for who in expected}
    assert {who: answer.status_code for who, answer in answers.items()} == expected


def test_the_file_is_named_after_the_transfer(world: World, done: Transfer) -> None:
    answer = Browser(world.rui).client.get(reverse("transfer-receipt-pdf", args=[done.public_id]))
    assert answer["Content-Type"] == "application/pdf"
    assert f'filename="receipt-{done.public_id}.pdf"' in answer["Content-Disposition"]
    assert b"".join(answer).startswith(b"%PDF-")


def test_a_waiting_transfer_has_no_receipt(world: World) -> None:
    waiting = offer(world.olga, world.ours, world.mailbox)
    for name in ("transfer-receipt", "transfer-receipt-pdf"):
        Browser(world.olga).get(name, waiting.public_id, status=409)


def test_the_page_offers_document_and_verification(world: World, done: Transfer) -> None:
    page = Browser(world.rui).get("transfer-receipt", done.public_id)
    assert reverse("transfer-receipt-pdf", args=[done.public_id]) in page
    assert read(world, done).address in page
    assert 'src="data:image/svg+xml' in page


def verify(client: Client, public_id: str, code: str) -> Any:
    return client.post(f"/r/{public_id}", {"code": code})


def test_who_holds_the_receipt_learns_that_it_is_genuine(
    world: World, done: Transfer, client: Client
) -> None:
    address = read(world, done).address
    assert address.startswith(f"http://localhost:8000/r/{done.public_id}#chr_")
    for code in (address, address.split("#")[1]):
        answer = verify(client, done.public_id, code)
        page = answer.content.decode()
        assert answer.status_code == 200 and answer["Cache-Control"] == "no-store"
        for fact in ("is genuine", "Ours", "Theirs", done.digest, "Coordinated Universal Time"):
            assert fact in page
        for private in ("olga", "Rui", "ours.example", "Drive"):
            assert private not in page


def test_without_the_right_code_nothing_is_told(
    world: World, done: Transfer, client: Client
) -> None:
    address = read(world, done).address
    other = take(world.rui, offer(world.olga, world.ours, world.hosting), world.theirs)
    waiting = offer(world.olga, world.ours, world.mailbox)
    unknown = done.public_id[:-4] + "0000"
    wrong = [
        (done.public_id, ""),
        (done.public_id, done.digest),
        (done.public_id, address[:-1]),
        (done.public_id, read(world, other).address),
        (unknown, address),
        (waiting.public_id, receipts.address(waiting)),
    ]
    pages = set()
    for public_id, code in wrong:
        answer = verify(client, public_id, code)
        assert answer.status_code == 422
        page = answer.content.decode().replace(public_id, "ID")
        pages.add(page.replace(str(answer.context["csrf_token"]), "TOKEN"))
    assert len({len(page) for page in pages}) == 1
    assert "Ours" not in pages.pop()


def test_to_look_at_the_verification_page_tells_and_changes_nothing(
    done: Transfer, client: Client
) -> None:
    before = checksum()
    unknown = done.public_id[:-4] + "0000"
    pages = [client.get(f"/r/{key}") for key in (done.public_id, unknown)]
    assert [answer.status_code for answer in pages] == [200, 200]
    assert all("Ours" not in answer.content.decode() for answer in pages)
    assert checksum() == before


def test_to_guess_codes_of_receipts_is_limited(done: Transfer, client: Client) -> None:
    for _attempt in range(20):
        assert verify(client, done.public_id, "x").status_code == 422
    assert verify(client, done.public_id, "x").status_code == 429


def test_a_receipt_stays_genuine_when_the_server_key_is_replaced(
    world: World, done: Transfer, client: Client, settings: Any
) -> None:
    address = read(world, done).address
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, which is quite as long as the first one was before"
    assert verify(client, done.public_id, address).status_code == 200


def test_the_code_is_good_for_these_facts_alone(
    world: World, done: Transfer, client: Client
) -> None:
    address = read(world, done).address
    Transfer.objects.filter(id=done.id).update(digest="0" * 64)
    assert verify(client, done.public_id, address).status_code == 422
