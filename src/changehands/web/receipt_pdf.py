"""The receipt as a PDF: tagged (PDF/UA-1), its fonts embedded, the same bytes for the same facts.

All that it says goes to the typesetter as data, so that no name can become its source.
"""

import io
import json
import unicodedata
from contextlib import nullcontext
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Final

import segno
from django.utils.translation import get_language
from django.utils.translation import gettext as _

import changehands
from changehands.core import wording
from changehands.core.transfers.receipts import Receipt
from changehands.models import Acceptance, Organization, Transfer, User
from changehands.web.templatetags.manager import kind_label, language_in_words
from changehands.web.typesetting import typeset

_PACKAGE: Final = Path(changehands.__file__).parent
_SOURCE: Final = _PACKAGE / "templates/receipt/receipt.typ"
_FONTS: Final = _PACKAGE / "fonts/inter-5.3.0"
LONG: Final = 1000
_LONG_ONES: Final = Lock()  # one at a time in a worker, for the memory that they take
_GAP: Final = "□"
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})


def render(receipt: Receipt) -> bytes:
    """The document in the reader's language: 10,000 products take seconds and half a gigabyte."""
    found = _facts(receipt)
    found["words"]["gaps"] = _gaps_explained() if _has_gaps(found) else ""
    ended = receipt.transfer.ended_at or receipt.transfer.started_at
    with _LONG_ONES if len(receipt.items) > LONG else nullcontext():
        return typeset(
            _SOURCE, fonts=_FONTS, data=json.dumps(found), timestamp=int(ended.timestamp())
        )


def qr_picture(address: str) -> str:
    """The address as a QR code, as the `data:` address of a picture."""
    return str(_qr(address).svg_data_uri(border=2, light="#fff", omitsize=True))


def _qr(address: str) -> segno.QRCode:
    return segno.make_qr(address, error="m")


def _qr_drawing(address: str) -> str:
    out = io.BytesIO()
    _qr(address).save(out, kind="svg", xmldecl=False, border=0, omitsize=True)
    return out.getvalue().decode()


def moment(when: datetime | None) -> str:
    """An instant as it is written in full in the reader's language, with the words for UTC."""
    return wording.instant(when) if when else ""


def shown(text: object) -> str:
    """Text as the fonts of the document can show it; what they lack is a box."""
    line = unicodedata.normalize("NFC", " ".join(str(text).split()))
    seen = (sign for sign in line if unicodedata.category(sign) not in _INVISIBLE)
    return "".join(sign if sign in _characters() else _GAP for sign in seen)


@cache
def _characters() -> frozenset[str]:
    return frozenset((_FONTS / "characters.txt").read_text(encoding="utf-8"))


def _facts(receipt: Receipt) -> dict[str, Any]:
    return {
        "language": get_language() or "en",
        "title": _("Receipt of a transfer"),
        "words": _words(receipt.transfer.public_id),
        **_sides(receipt.transfer),
        "facts": _handover(receipt.transfer),
        "acceptances": [_acceptance(found) for found in receipt.acceptances],
        "address": receipt.address,
        "qr": _qr_drawing(receipt.address),
        "items": _items(receipt),
    }


def _sides(transfer: Transfer) -> dict[str, Any]:
    started, received = _("Started by %(name)s"), _("Received by %(name)s")
    return {
        "source": _side(transfer.source, transfer.started_by, started, transfer.started_at),
        "destination": _side(
            transfer.destination, transfer.received_by, received, transfer.ended_at
        ),
    }


def _handover(transfer: Transfer) -> list[dict[str, Any]]:
    return [
        _row(_("Handed over on"), moment(transfer.ended_at)),
        _row(_("Products"), wording.number(transfer.item_count)),
        _row(_("Identifier"), transfer.public_id, code=True),
        _row(_("Digest of what was offered"), transfer.digest, code=True),
    ]


def _items(receipt: Receipt) -> list[list[str]]:
    kinds = cache(kind_label)
    return [
        [shown(item.name), shown(kinds(item.kind)), item.product_public_id]
        for item in receipt.items
    ]


def _words(transfer: str) -> dict[str, Any]:
    return {
        "subtitle": _("Products were handed over from one Organization to another."),
        "source": _("Source"),
        "destination": _("Destination"),
        "handover": _("The handover"),
        "conditions": _("General conditions"),
        "verification": _("Verification"),
        "qr": _("QR code with the address of the verification page"),
        "how": _(
            "Whoever holds this receipt can ask here whether it is genuine. "
            "The address holds a code: keep it as carefully as the receipt."
        ),
        "products": _("Products handed over"),
        "columns": [_("Product"), _("Kind"), _("Identifier")],
        "page": _("Page {page} of {pages}"),
        "footer": _("Receipt of the transfer %(id)s") % {"id": transfer},
    }


def _side(
    organization: Organization | None, person: User | None, words: str, when: datetime | None
) -> dict[str, str]:
    return {
        "name": shown(organization.name if organization else ""),
        "id": organization.public_id if organization else "",
        "person": words % {"name": shown(person or "")},
        "when": moment(when),
    }


def _acceptance(found: Acceptance) -> dict[str, Any]:
    text = _("Version %(version)s, read in %(language)s, accepted by %(name)s: %(when)s") % {
        "version": shown(found.version),
        "language": language_in_words(found.language),
        "name": shown(found.user),
        "when": moment(found.accepted_at),
    }
    return _row(_("Accepted for %(name)s") % {"name": shown(found.organization.name)}, text)


def _row(label: str, value: str, *, code: bool = False) -> dict[str, Any]:
    return {"label": label, "value": value, "code": code}


def _has_gaps(found: dict[str, Any]) -> bool:
    return _GAP in json.dumps(found, ensure_ascii=False)


def _gaps_explained() -> str:
    return _(
        "The boxes (□) stand for signs that this document cannot show. "
        "The receipt in the Manager shows them; the identifiers are the same."
    )
