"""The layout of the picture: nothing covers anything, whatever the names and numbers."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from changehands.web.picture import Scene, narrow, wide, words
from changehands.web.picture.drawing import Drawing, Text
from changehands.web.picture.measure import shorten, width, wrap
from changehands.web.picture.scene import BY_KIND, NAMED, Thing, things

LAYOUTS = [wide.draw, narrow.draw]
names = st.text(
    st.characters(categories=("L", "N", "P", "Zs"), exclude_characters="\n"),
    min_size=1,
    max_size=60,
)
Layout = Callable[[Scene], Drawing]


@dataclass(frozen=True)
class Somebody:
    """A person of the picture."""

    name: str
    email: str = "somebody@people.example"


@dataclass(frozen=True)
class Something:
    """A product of the picture."""

    name: str
    kind: str = "domain"


people = st.lists(names.map(Somebody), max_size=12)


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """Any picture that may be asked for."""
    groups = [
        words.losing(draw(people)),
        words.holding(draw(people), "Theirs"),
        words.joining(draw(people), ""),
        words.losing_unnamed(draw(st.integers(0, 10_000))),
    ]
    return Scene(
        title="",
        source=draw(names),
        destination=draw(st.one_of(st.just(""), names)),
        open_words=words.nobody_known(),
        products=[Thing("globe-alt", name) for name in draw(st.lists(names, max_size=NAMED))],
        more=words.and_more(draw(st.integers(0, 100_000))),
        groups=[group for group in groups if group.number],
        stays=words.staying(draw(st.integers(0, 999)), draw(st.integers(0, 99_999))),
        arrives=words.amount(draw(st.integers(1, 10_000))),
    )


def apart(one: Text, other: Text) -> bool:
    """Whether two lines of words leave each other alone."""
    left, top, right, bottom = one.box
    other_left, other_top, other_right, other_bottom = other.box
    beside = right <= other_left or other_right <= left
    return beside or bottom <= other_top or other_bottom <= top


@pytest.mark.parametrize("layout", LAYOUTS)
@given(scene=scenes())
@settings(max_examples=60, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
def test_no_words_cover_others_or_leave_the_drawing(layout: Layout, scene: Scene) -> None:
    drawing = layout(scene)
    for one, other in combinations(drawing.texts, 2):
        assert apart(one, other), (one, other)
    for text in drawing.texts:
        left, top, right, bottom = text.box
        assert left >= 0 and right <= drawing.width and top >= 0 and bottom <= drawing.height


@pytest.mark.parametrize("layout", LAYOUTS)
@given(scene=scenes())
@settings(max_examples=30, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
def test_every_number_of_people_stands_in_both_layouts(layout: Layout, scene: Scene) -> None:
    written = [text.words for text in layout(scene).texts if text.role == "title"]
    for group in scene.groups:
        assert any(title.startswith(f"{group.number} ") for title in written)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_everything_of_a_line_is_of_one_person_until_there_are_too_many(layout: Layout) -> None:
    group = words.losing([Somebody(f"Person {number}") for number in range(194)])
    scene = Scene("", "Ours", "", "?", [], "", [group], [], "1 product")
    drawing = layout(scene)
    cuts = [stroke for stroke in drawing.strokes if stroke.role == "cut"]
    cables = [stroke for stroke in drawing.strokes if stroke.role == "breaks-many"]
    named = [text for text in drawing.texts if text.words.startswith("Person ")]
    assert len(cables) == 1 and len(cuts) == len(named) + 1
    assert f"and {194 - len(named)} more" in [text.words for text in drawing.texts]


@pytest.mark.parametrize("number", range(1, NAMED + 1))
def test_few_products_are_all_named(number: int) -> None:
    drawn, left = things([Something(f"p{n}") for n in range(number)], {"domain": number})
    assert [thing.name for thing in drawn] == [f"p{n}" for n in range(number)] and left == 0


@pytest.mark.parametrize("number", [NAMED + 1, BY_KIND])
def test_of_more_products_the_first_are_named_and_the_others_counted(number: int) -> None:
    drawn, left = things([Something(f"p{n}") for n in range(number)], {"domain": number})
    assert len(drawn) == NAMED - 1 and left == number - len(drawn)


def test_many_products_are_counted_by_kind() -> None:
    drawn, left = things([], {"domain": 200, "kdrive": 70, "unknown": 30})
    assert [thing.name for thing in drawn] == ["200 × Domain", "70 × kDrive", "30 × unknown"]
    assert left == 0


def test_of_many_kinds_the_largest_are_drawn_and_no_product_is_forgotten() -> None:
    kinds = {f"kind-{number}": number for number in range(1, 11)}
    drawn, left = things([], kinds)
    assert next(thing.name for thing in drawn) == "10 × kind-10"
    assert left == sum(kinds.values()) - (10 + 9 + 8 + 7 + 6)


def test_many_products_are_told_in_the_language_of_the_reader() -> None:
    with override("de"):
        assert [thing.name for thing in things([], {"web-hosting": 25})[0]] == ["25 × Webhosting"]


@given(text=names, room=st.integers(20, 300))
@settings(print_blob=True)
def test_shortened_words_have_room(text: str, room: int) -> None:
    assert width(shorten(text, 13, room), 13) <= room


def test_a_long_word_is_shortened_and_a_long_name_takes_two_lines() -> None:
    assert shorten("Donaudampfschifffahrtsgesellschaft", 13, 100).endswith("…")
    assert wrap("Boulangerie Müller & Fils SA", 15, 140, bold=True) == [
        "Boulangerie",
        "Müller & Fils SA",
    ]


def test_marks_on_letters_take_no_room_and_wide_letters_take_more() -> None:
    assert width("e\u0301", 10) == width("e", 10)
    assert width("漢", 10) > width("e", 10)
