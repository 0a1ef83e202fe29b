"""The picture of the consequences: source and destination as columns, people as lines."""

from collections.abc import Sequence
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from changehands.core.transfers import Preview
from changehands.core.transfers.preview import PersonOutcome

ROW: Final = 30
TOP: Final = 62
WIDTH: Final = 680
COLUMN: Final = 220
SHOWN: Final = 5


def draw(preview: Preview, source: str, destination: str = "") -> SafeString:
    """An SVG with a line for each of the first people; the words beside it tell the whole."""
    breaking, joining = preview.losing[:SHOWN], preview.staying[:SHOWN]
    left = _lines(breaking, len(preview.losing), TOP, "breaks")
    right = _lines(joining, len(preview.staying), TOP, "joins")
    rows = max(len(breaking) + (len(preview.losing) > SHOWN), len(joining) + 1, 2)
    height = TOP + rows * ROW + 12
    middle = TOP + (rows * ROW) // 2 - 8
    return format_html(
        '<svg viewBox="0 0 {w} {h}" role="img" aria-label="{label}">'
        '<rect class="picture__column" x="1" y="1" width="{c}" height="{inner}" rx="10"/>'
        '<rect class="picture__column picture__column--destination" x="{rx}" y="1" width="{c}"'
        ' height="{inner}" rx="10"/>'
        '<text class="picture__heading" x="16" y="30">{source}</text>'
        '<text class="picture__heading" x="{tx}" y="30">{destination}</text>'
        "{left}{right}"
        '<path class="picture__line picture__line--moves" d="M{c} {m}H{rx}"/>'
        '<path class="picture__line picture__line--moves" d="M{ax} {a1}l8 7l-8 7"/>'
        '<rect class="picture__node" x="{nx}" y="{ny}" width="132" height="40" rx="20"/>'
        '<text class="picture__count" x="{cx}" y="{cy}" text-anchor="middle">{count}</text>'
        "</svg>",
        w=WIDTH,
        h=height,
        inner=height - 2,
        c=COLUMN,
        rx=WIDTH - COLUMN - 1,
        tx=WIDTH - COLUMN + 14,
        m=middle,
        ax=WIDTH - COLUMN - 12,
        a1=middle - 7,
        nx=WIDTH // 2 - 66,
        ny=middle - 20,
        cx=WIDTH // 2,
        cy=middle + 5,
        source=_short(source, 24),
        destination=_short(destination or _("the receiving Organization"), 26),
        left=left,
        right=right,
        label=_described(preview, source, destination),
        count=ngettext("%d product", "%d products", preview.products) % preview.products,
    )


def _lines(people: Sequence[PersonOutcome], total: int, top: int, tone: str) -> SafeString:
    x = 16 if tone == "breaks" else WIDTH - COLUMN + 14
    names = [_short(person.name or person.email, 22) for person in people]
    drawn = format_html_join(
        "",
        '<text class="picture__label" x="{}" y="{}">{}</text>'
        '<path class="picture__line picture__line--{}" d="M{} {}h28"/>{}',
        (
            (x, top + row * ROW, name, tone, x + 164, top + row * ROW - 5, _cut(x, top, row, tone))
            for row, name in enumerate(names)
        ),
    )
    more = total - len(people)
    if more <= 0:
        return drawn
    note = ngettext("and %d more", "and %d more", more) % more
    return drawn + format_html(
        '<text class="picture__note" x="{}" y="{}">{}</text>', x, top + len(people) * ROW, note
    )


def _cut(x: int, top: int, row: int, tone: str) -> SafeString:
    if tone != "breaks":
        return SafeString("")
    return format_html(
        '<path class="picture__cut" d="M{} {}l8 8m0 -8l-8 8"/>', x + 174, top + row * ROW - 9
    )


def _described(preview: Preview, source: str, destination: str) -> str:
    return _(
        "%(products)d products go from %(source)s to %(destination)s: %(losing)d people lose access, "
        "%(staying)d come along."
    ) % {
        "products": preview.products,
        "source": source,
        "destination": destination or _("the receiving Organization"),
        "losing": len(preview.losing),
        "staying": len(preview.staying),
    }


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
