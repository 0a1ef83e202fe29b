"""In which language people read: theirs, and every page in it."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from changehands.models import User
from changehands.policy.conditions import CURRENT
from changehands.policy.languages import LANGUAGES, OWN_NAMES
from tests.web.routes import Examples, Route, all_routes, examples
from tests.world import World

OTHERS = sorted(set(LANGUAGES) - {"en"})
FRAME = ("Skip to the content", "Your account", "Log out", "Products", "Settings", "Transfers")


@pytest.fixture
def things(world: World) -> Examples:
    return examples(world)


def reads(person: User, language: str) -> None:
    """Let the person read in this language."""
    User.objects.filter(id=person.id).update(locale=language)


def pages(client: Client, things: Examples, **headers: str) -> Iterator[tuple[Route, Any, str]]:
    """Every page that this browser may see, with its text."""
    for route in all_routes(things):
        if "language" in route.needs:  # an article's language is that of its address
            continue
        answer: Any = client.get(route.address, headers=headers)
        assert answer.status_code != 500, route.name
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            yield route, answer, unescape(answer.content.decode())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_in_the_language_of_the_person(
    world: World, things: Examples, client: Client, language: str
) -> None:
    reads(world.olga, language)
    client.force_login(world.olga)
    whole = 0
    for route, answer, text in pages(client, things, accept_language="it"):
        if "<html" not in text:
            continue  # a part of a page
        whole += 1
        assert f'<html lang="{language}"' in text, route.name
        assert answer["Content-Language"] == language
        assert "Accept-Language" in answer["Vary"] and "Cookie" in answer["Vary"]
    assert whole > 25


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_for_people_outside_is_in_the_language_of_their_browser(
    world: World, things: Examples, client: Client, language: str
) -> None:
    asked = f"{language}-CH, {language};q=0.9, en;q=0.5"
    shown = [text for _route, _answer, text in pages(client, things, accept_language=asked)]
    whole = [text for text in shown if "<html" in text]
    assert len(whole) >= 5
    assert all(f'<html lang="{language}"' in text for text in whole)


@pytest.mark.parametrize("language", OTHERS)
def test_no_page_has_english_in_its_frame(
    world: World, things: Examples, client: Client, language: str
) -> None:
    reads(world.olga, language)
    client.force_login(world.olga)
    with translation.override(language):
        leaks = [words for words in FRAME if gettext(words) != words]
    assert len(leaks) == len(FRAME), "a word of the frame is not translated"
    for route, _answer, text in pages(client, things):
        for words in leaks:
            assert f">{words}<" not in text, (route.name, words)


def test_the_pages_are_the_same_in_every_language(
    world: World, things: Examples, client: Client
) -> None:
    client.force_login(world.olga)
    seen = {}
    for language in LANGUAGES:
        reads(world.olga, language)
        seen[language] = {route.name for route, _answer, _text in pages(client, things)}
    assert all(names == seen["en"] for names in seen.values())


def choose(client: Client, language: str, following: str = "") -> Any:
    return client.post(reverse("language"), {"language": language, "next": following})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_person_chooses_their_language_and_stays_on_the_page(
    world: World, client: Client, language: str
) -> None:
    client.force_login(world.olga)
    assert choose(client, language, "/products/?kind=vps")["Location"] == "/products/?kind=vps"
    world.olga.refresh_from_db()
    assert world.olga.locale == language
    assert f'<html lang="{language}"' in client.get("/products/").content.decode()


def test_the_choice_outlives_the_login(world: World, client: Client) -> None:
    client.force_login(world.olga)
    choose(client, "es")
    client.post(reverse("account_logout"))
    assert '<html lang="es"' in client.get("/accounts/login/").content.decode()


def test_someone_outside_chooses_by_a_cookie_that_no_script_reads(db: None, client: Client) -> None:
    answer = choose(client, "de", "/accounts/login/")
    cookie = answer.cookies["language"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    page = client.get("/accounts/login/", headers={"accept-language": "fr"}).content.decode()
    assert '<html lang="de"' in page


@pytest.mark.parametrize(
    "elsewhere", ["https://bait.example/", "//bait.example/", "javascript:alert(1)", ""]
)
def test_the_choice_leads_to_no_other_site(db: None, client: Client, elsewhere: str) -> None:
    assert choose(client, "fr", elsewhere)["Location"] == "/"


def test_an_article_is_opened_in_the_language_chosen(db: None, client: Client) -> None:
    address = choose(client, "it", "/en/help/2024/some-title")["Location"]
    assert address == "/it/help/2024/some-title"


def test_a_refused_form_leads_back_to_the_page_it_was_on(world: World, client: Client) -> None:
    client.force_login(world.olga)
    page = client.post(
        reverse("people-invitations"),
        {"email": "nobody", "role": "member"},
        headers={"referer": "http://testserver/people/?search=a"},
    )
    assert page.status_code == 422
    assert 'name="next" value="/people/?search=a"' in page.content.decode()


@pytest.mark.parametrize("language", ["", "xx", "fr-CH", "EN"])
def test_no_other_language_can_be_chosen(world: World, client: Client, language: str) -> None:
    client.force_login(world.olga)
    assert choose(client, language).status_code == 422
    world.olga.refresh_from_db()
    assert world.olga.locale == "en"


def test_choosing_is_no_get(db: None, client: Client) -> None:
    assert client.get(reverse("language")).status_code == 405


def test_the_choice_needs_the_token_of_the_browser(db: None) -> None:
    assert choose(Client(enforce_csrf_checks=True), "fr").status_code == 403


def test_each_language_is_named_in_itself(world: World, client: Client) -> None:
    outside = client.get("/accounts/login/").content.decode()
    client.force_login(world.olga)
    inside = client.get("/products/").content.decode()
    for page in (outside, inside):
        for code, name in OWN_NAMES.items():
            assert f'value="{code}" lang="{code}"' in page and f"<span>{name}</span>" in page


def test_sign_up_keeps_the_language_of_the_page(db: None, client: Client) -> None:
    facts = {"name": "Zoe", "email": "zoe@new.example", "password1": "a long walk home"}
    client.post("/accounts/signup/", facts, headers={"accept-language": "es-MX"})
    assert User.objects.get(email="zoe@new.example").locale == "es"


@pytest.mark.parametrize("language", OTHERS)
def test_the_words_of_the_accounts_library_are_in_the_language_too(language: str) -> None:
    with translation.override(language):
        words = "A user is already registered with this email address."
        assert gettext(words) != words


def test_numbers_stand_in_the_page_as_the_language_writes_them(settings: LazySettings) -> None:
    from django.template import Context, Template

    written = {}
    for language in LANGUAGES:
        with translation.override(language):
            written[language] = Template("{{ number }}").render(Context({"number": 10000}))
    assert written["en"] == "10,000" and written["de"] == "10.000"
    assert written["fr"].replace("\u202f", "\xa0") == "10\xa0000"


def test_the_checks_of_the_settings_find_nothing(db: None) -> None:
    call_command("check")


def mail_form(client: Client, things: Examples) -> str:
    return client.get(reverse("transfer", args=[things.transfer.id])).content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_mail_is_offered_in_the_senders_language(
    world: World, things: Examples, client: Client, language: str
) -> None:
    reads(world.olga, language)
    client.force_login(world.olga)
    assert f'<option value="{language}" lang="{language}" selected>' in mail_form(client, things)


@pytest.mark.parametrize(("chosen", "used"), [("it", "it"), ("", "fr")])
def test_a_link_mail_goes_out_in_the_language_chosen_or_the_senders(
    world: World, things: Examples, client: Client, chosen: str, used: str
) -> None:
    reads(world.olga, "fr")
    client.force_login(world.olga)
    fields = {"address": "someone@new.example", "language": chosen}
    client.post(reverse("transfer-mailings", args=[things.transfer.id]), fields)
    assert things.transfer.mailings.get().language == used


def test_a_link_mail_in_an_unknown_language_is_refused(
    world: World, things: Examples, client: Client
) -> None:
    client.force_login(world.olga)
    fields = {"address": "someone@new.example", "language": "xx"}
    answer = client.post(reverse("transfer-mailings", args=[things.transfer.id]), fields)
    assert answer.status_code == 422 and not things.transfer.mailings.exists()


@pytest.mark.parametrize(("chosen", "used"), [("es", "es"), ("", "de")])
def test_an_invitation_goes_out_in_the_language_chosen_or_the_inviters(
    world: World, client: Client, chosen: str, used: str
) -> None:
    reads(world.olga, "de")
    reads(world.rui, "it")  # what is known of the invited person is not told
    client.force_login(world.olga)
    fields = {"email": world.rui.email, "role": "member", "language": chosen}
    client.post(reverse("people-invitations"), fields)
    assert world.ours.invitations.get(email=world.rui.email).language == used


FIRST_HEADINGS = {
    "en": "1. What a transfer is",
    "fr": "1. Ce qu’est un transfert",
    "de": "1. Was eine Übertragung ist",
    "it": "1. Che cos’è un trasferimento",
    "es": "1. Qué es una transferencia",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_conditions_are_read_in_the_language_of_the_person(
    world: World, client: Client, language: str
) -> None:
    reads(world.olga, language)
    client.force_login(world.olga)
    assert FIRST_HEADINGS[language] in client.get(reverse("conditions")).content.decode()


def test_an_acceptance_names_the_language_in_which_the_conditions_were_shown(
    world: World, things: Examples, client: Client
) -> None:
    reads(world.olga, "it")
    client.force_login(world.olga)
    chosen = {"organization": world.labs.public_id, "conditions": "on"}
    page = client.get(reverse("transfer-destination", args=[things.transfer.id]), chosen)
    digest = re.search(r'name="digest" value="([^"]*)"', page.content.decode())
    fields = {**chosen, "digest": digest.group(1) if digest else ""}
    client.post(reverse("transfer-destination", args=[things.transfer.id]), fields)
    accepted = things.transfer.acceptances.get(side="destination")
    assert (accepted.version, accepted.language) == (CURRENT, "it")


@pytest.mark.parametrize("following", ["nonsense", "home", "account_logout", "//evil.example", ""])
def test_what_is_no_address_of_ours_leads_to_the_first_page(
    db: None, client: Client, following: str
) -> None:
    answer = choose(client, "de", following)
    assert (answer.status_code, answer["Location"]) == (302, reverse("home"))
