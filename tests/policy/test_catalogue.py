"""The catalogue of kinds: what ships, what the rules say, and how mistakes are reported."""

from pathlib import Path

import pytest

from changehands.policy import catalogue as module
from changehands.policy.catalogue import (
    LANGUAGES,
    SHIPPED,
    Catalogue,
    CatalogueError,
    Text,
    UnknownKind,
    current,
    install,
    load,
)

SMALL = """\
[roles]
reader = { en = "Reader", fr = "Lecteur", de = "Leser", it = "Lettore", es = "Lector" }

[kinds.shelf]
icon = "inbox-stack"
roles = ["reader"]
label = { en = "Shelf", fr = "Rayon", de = "Regal", it = "Scaffale", es = "Estante" }
description.en = "Holds books."
description.fr = "Contient des livres."
description.de = "Hält Bücher."
description.it = "Contiene libri."
description.es = "Contiene libros."

[kinds.book]
icon = "book-open"
people = "join"
part_of = ["shelf"]
serves = []
manage_menu = true
roles = ["reader"]
label = { en = "Book", fr = "Livre", de = "Buch", it = "Libro", es = "Libro" }
description.en = "Is read."
description.fr = "Se lit."
description.de = "Wird gelesen."
description.it = "Si legge."
description.es = "Se lee."
"""


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return load(SHIPPED)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "catalogue.toml"


def complaints(file: Path, text: str) -> list[str]:
    """The problems of a file, without the heading."""
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load(file)
    return str(caught.value).splitlines()[1:]


# What ships


def test_my_ksuite_never_changes_hands_and_says_why(shipped: Catalogue) -> None:
    reason = shipped.kind("my-ksuite").reason
    assert shipped.forbidden == {"my-ksuite"}
    assert reason is not None and "one person" in reason.en


def test_a_jelastic_cloud_has_a_procedure_of_its_own_with_a_guide(shipped: Catalogue) -> None:
    assert shipped.own_procedure == {"jelastic-cloud"}
    assert shipped.kind("jelastic-cloud").guide == "jelastic-transfer"
    assert shipped.kind("jelastic-cloud").reason is not None


def test_only_the_people_of_a_kdrive_join_the_destination(shipped: Catalogue) -> None:
    assert shipped.joining == {"kdrive"}
    assert shipped.kind("kdrive").people == "join"


def test_an_organization_holds_one_ksuite_at_most(shipped: Catalogue) -> None:
    assert shipped.one_per_organization == {"ksuite"}


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("database-service", "public-cloud"),
        ("kubernetes-service", "public-cloud"),
        ("wordpress", "web-hosting"),
        ("website", "cloud-server"),
        ("domain-privacy", "domain"),
        ("kdrive", "ksuite"),
    ],
)
def test_a_part_names_its_whole(shipped: Catalogue, part: str, whole: str) -> None:
    assert whole in shipped.kind(part).part_of


@pytest.mark.parametrize("served", ["mail-service", "web-hosting", "site-creator"])
def test_a_domain_serves(shipped: Catalogue, served: str) -> None:
    assert served in shipped.kind("domain").serves


def test_a_certificate_serves_domains_and_sites(shipped: Catalogue) -> None:
    assert {"domain", "website", "wordpress"} <= set(shipped.kind("ssl-certificate").serves)


def test_some_kinds_have_no_manage_menu(shipped: Catalogue) -> None:
    without = shipped.kinds.keys() - shipped.with_manage_menu
    assert {"premium-support", "custom-brand", "ssl-certificate"} <= without
    assert "domain" in shipped.with_manage_menu


def test_most_kinds_may_be_transferred(shipped: Catalogue) -> None:
    allowed = [kind for kind in shipped.kinds.values() if kind.transfer == "allowed"]
    assert len(shipped.kinds) == len(allowed) + 2 >= 25


def test_the_roles_of_a_kdrive_go_from_reading_to_administering(shipped: Catalogue) -> None:
    roles = shipped.kind("kdrive").roles
    assert [role.code for role in roles] == ["viewer", "editor", "administrator"]
    assert roles[0].label.get("fr") == "Lecteur"


@pytest.mark.parametrize("language", sorted(LANGUAGES.keys() - {"en"}))
def test_every_description_is_translated(shipped: Catalogue, language: str) -> None:
    texts = [text for kind in shipped.kinds.values() for text in (kind.description, kind.reason)]
    assert not [text.en for text in texts if text and text.get(language) == text.en]


# What callers rely on


def test_a_text_falls_back_to_english() -> None:
    text = Text(en="Book", fr="Livre", de="Buch", it="Libro", es="Libro")
    assert [text.get(code) for code in ("fr", "fr-ch", "DE", "pt", "")] == [
        "Livre",
        "Livre",
        "Buch",
        "Book",
        "Book",
    ]


def test_an_unknown_kind_says_what_to_do(shipped: Catalogue) -> None:
    with pytest.raises(UnknownKind, match=r"no kind \"fax\": add \[kinds.fax\]"):
        shipped.kind("fax")


def test_there_is_no_current_catalogue_before_one_is_installed(
    shipped: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_installed", None)
    with pytest.raises(RuntimeError, match="install"):
        current()
    install(shipped)
    assert current() is shipped


def test_rules_left_out_take_their_defaults(file: Path) -> None:
    file.write_text(SMALL, encoding="utf-8")
    shelf = load(file).kind("shelf")
    assert (shelf.transfer, shelf.people, shelf.manage_menu) == ("allowed", "leave", True)
    assert (shelf.part_of, shelf.serves, shelf.one_per_organization) == ((), (), False)


def test_a_file_that_begins_with_a_byte_order_mark_is_read(file: Path) -> None:
    file.write_text(SMALL, encoding="utf-8-sig")
    assert load(file).kinds.keys() == {"shelf", "book"}


def test_the_example_of_the_reference_is_a_whole_catalogue(file: Path) -> None:
    page = Path(__file__).parents[2] / "docs" / "reference" / "catalogue.md"
    example = page.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    file.write_text(example, encoding="utf-8")
    assert load(file).joining == {"book"}


# How mistakes are reported: what is written instead of what, the complaint's line, key and words


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        (
            "people =",
            "peple =",
            '16: kinds.book.peple: unknown key "peple": did you mean "people"?',
        ),
        ("people =", "xyz =", '16: kinds.book.xyz: unknown key "xyz": the keys are label, '),
        ('"join"', '"go"', '16: kinds.book.people: "go" is not allowed: write "leave" or "join"'),
        ('"join"', "true", '16: kinds.book.people: true is not allowed: write "leave" or "join"'),
        ('"book-open"', '"book-opn"', '15: kinds.book.icon: no icon is called "book-opn": did you'),
        ('"book-open"', '"QQQ"', '15: kinds.book.icon: no icon is called "QQQ": take a name from'),
        ('"book-open"', "5", "15: kinds.book.icon: write a text in quotes, not 5"),
        ('icon = "book-open"', "", '14: kinds.book.icon: is missing: add icon = "cube"'),
        (
            'fr = "Livre", ',
            "",
            "21: kinds.book.label.fr: the French label is missing: add label.fr",
        ),
        ('"Livre"', '" "', "21: kinds.book.label.fr: is empty: write the text"),
        ('"Livre", ', '"Livre", pt = "x", ', '21: kinds.book.label.pt: unknown key "pt": the keys'),
        ('description.it = "Si', '#"', "22: kinds.book.description.it: the Italian description is"),
        ('de = "Leser", ', "", '2: roles.reader.de: the German label is missing: add de = "…"'),
        ("manage_menu = true", 'manage_menu = "no"', "19: kinds.book.manage_menu: write true or f"),
        ('["shelf"]', '"shelf"', "17: kinds.book.part_of: write a list of codes, in brackets, suc"),
        ('["shelf"]', '["shelv"]', '17: kinds.book.part_of: no kind is called "shelv": did you m'),
        ('["shelf"]', '["fax"]', '17: kinds.book.part_of: no kind is called "fax": add [kinds.fa'),
        ('["shelf"]', '["book"]', "17: kinds.book.part_of: leads back to this kind, which cannot"),
        ('["shelf"]', '["shelf", "shelf"]', '17: kinds.book.part_of: "shelf" stands here 2 times'),
        ("serves = []", "serves = [1]", "18: kinds.book.serves: write a list of codes, in bracke"),
        ("serves = []", 'serves = ["fax"]', '18: kinds.book.serves: no kind is called "fax": add'),
        ("serves = []", 'serves = ["book"]', "18: kinds.book.serves: a kind does not serve itse"),
        ("serves = []", 'transfer = "forbidden"', '18: kinds.book.transfer: "forbidden" needs a '),
        ("serves = []", 'guide = "x"', "18: kinds.book.guide: belongs to kinds that are not tran"),
        ("serves = []", 'code = "book"', '18: kinds.book.code: unknown key "code": remove it, th'),
        ("[kinds.book]", "[kinds.Book]", '14: kinds.Book: "Book" cannot be a code: codes consist'),
        ("[kinds.book]", "[kind.book]", '14: kind: unknown key "kind": did you mean "kinds"?'),
        ("[kinds.book]", "[other.book]", '14: other: unknown key "other": the file holds [kinds.'),
    ],
)
def test_a_mistake_is_reported_with_its_line_and_a_remedy(
    file: Path, right: str, wrong: str, complaint: str
) -> None:
    assert right in SMALL
    found = complaints(file, SMALL.replace(right, wrong))
    assert [said[: len("catalogue.toml:" + complaint)] for said in found] == [
        f"catalogue.toml:{complaint}"
    ]


@pytest.mark.parametrize(
    ("roles", "words"),
    [
        ("[]", "write one role or more, in brackets"),
        ('"reader"', "write a list of codes, in brackets"),
        ("[7]", "write a list of codes, in brackets"),
        ('[{ code = "reader" }]', "write a list of codes, in brackets"),
        ('["raeder"]', 'no role is called "raeder": did you mean "reader"?'),
        ('["boss"]', 'no role is called "boss": add [roles.boss], or remove the name'),
        ('["reader", "reader"]', '"reader" stands here 2 times: keep one'),
    ],
)
def test_mistaken_roles_are_reported(file: Path, roles: str, words: str) -> None:
    shelf, book = SMALL.split("[kinds.book]")
    book = book.replace('["reader"]', roles)
    [said] = complaints(file, f"{shelf}[kinds.book]{book}")
    assert said.startswith(f"catalogue.toml:20: kinds.book.roles: {words}")


def test_an_own_procedure_needs_a_reason_and_a_guide(file: Path) -> None:
    found = complaints(file, SMALL.replace("serves = []", 'transfer = "own-procedure"'))
    assert len(found) == 2
    assert found[0].endswith('needs a guide: add guide = "…", the article that explains it')
    assert 'needs a reason that people read: add reason.en = "…"' in found[1]


@pytest.mark.parametrize("guide", ["https://example.org/a", "/guide", "A guide", ""])
def test_a_guide_is_the_name_of_an_article_and_no_address(file: Path, guide: str) -> None:
    wrong = SMALL.replace("serves = []", f'transfer = "own-procedure"\nguide = "{guide}"')
    assert any(
        "19: kinds.book.guide: " in said and "jelastic" in said for said in complaints(file, wrong)
    )


def test_a_text_in_one_language_alone_is_refused(file: Path) -> None:
    wrong = SMALL.replace("serves = []", 'transfer = "forbidden"\nreason = "No"')
    [said] = complaints(file, wrong)
    assert said.startswith("catalogue.toml:19: kinds.book.reason: write one text a language: ")


def test_a_circle_of_parts_is_reported_at_each_of_its_kinds(file: Path) -> None:
    found = complaints(file, SMALL.replace('"inbox-stack"', '"inbox-stack"\npart_of = ["book"]'))
    assert [said.split(": ")[:2] for said in found] == [
        ["catalogue.toml:6", "kinds.shelf.part_of"],
        ["catalogue.toml:18", "kinds.book.part_of"],
    ]


def test_all_mistakes_are_reported_at_once_in_the_order_of_the_lines(file: Path) -> None:
    wrong = SMALL.replace('"join"', '"go"').replace("icon =", "icno =").replace("serves", "sreves")
    found = complaints(file, wrong)
    lines = [int(said.split(":")[1]) for said in found]
    assert lines == [4, 5, 14, 15, 16, 18]
    assert str(file) in _heading(file) and _heading(file).endswith("6 problems")


def _heading(file: Path) -> str:
    with pytest.raises(CatalogueError) as caught:
        load(file)
    return str(caught.value).splitlines()[0]


def test_a_mistake_below_statements_of_many_lines_has_its_own_line(file: Path) -> None:
    wrong = SMALL.replace('["shelf"]', '[\n  "shelf",\n]').replace("manage_menu", "menu")
    wrong = wrong.replace('"Holds books."', '"""\nHolds:\n[kinds.book]\nmenu = true\n"""')
    [said] = complaints(file, wrong)
    assert said.startswith("catalogue.toml:25: kinds.book.menu: unknown key")


def test_a_kind_that_is_no_table_is_reported(file: Path) -> None:
    text = SMALL.replace("[kinds.shelf]", "[kinds]\nfax = 1\n[kinds.shelf]")
    [said] = complaints(file, text)
    assert said == "catalogue.toml:5: kinds.fax: is not a table: write [kinds.CODE] above its keys"


def test_an_empty_file_needs_kinds_and_roles(file: Path) -> None:
    assert complaints(file, "") == [
        "catalogue.toml:1: kinds: there are none: add a table [kinds.CODE]",
        "catalogue.toml:1: roles: there are none: add a table [roles.CODE]",
    ]


@pytest.mark.parametrize(
    ("right", "wrong", "line"),
    [
        ('"join"', "join", 16),
        ("[kinds.book]", "[kinds.shelf]", 14),
        ('"Is read."', '"Is read.', 22),
    ],
)
def test_broken_syntax_is_reported_with_its_line(
    file: Path, right: str, wrong: str, line: int
) -> None:
    file.write_text(SMALL.replace(right, wrong), encoding="utf-8")
    assert _heading(file).startswith(f"catalogue.toml:{line}: is not TOML (")


def test_a_missing_file_is_named(file: Path) -> None:
    assert _heading(file).startswith(f"{file}: cannot be read (No such file or directory): name")


def test_a_file_in_another_encoding_is_reported_with_its_line(file: Path) -> None:
    file.write_bytes(SMALL.encode("latin-1"))
    assert _heading(file) == "catalogue.toml:10: is not UTF-8: save the file as UTF-8."
