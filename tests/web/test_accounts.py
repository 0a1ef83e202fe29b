"""Accounts: signing up, logging in, passwords, addresses, sessions, and their mails."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from changehands.models import User
from tests.world import PASSWORD, World

SIGN_UP = {"name": "Zoe", "email": "Zoe@New.example", "password1": "a long walk home"}


def _mail() -> dict[str, str]:
    """The account mail that was asked for last."""
    job = ProcrastinateJob.objects.filter(task_name="send_account_mail").latest("id")
    return job.args


def _code() -> str:
    found = re.search(r"^    (\S+)$", _mail()["body"], re.MULTILINE)
    assert found
    return found.group(1)


def _log_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> str:
    answer = client.post(reverse("account_login"), {"login": email, "password": password, **more})
    return str(answer.get("Location", answer.content.decode()))


def test_login_stands_at_its_stable_address() -> None:
    assert reverse("account_login") == "/accounts/login/"


def test_the_way_in_is_kept_from_login_to_sign_up_and_its_code(db: None, client: Client) -> None:
    login = client.get("/accounts/login/?next=/t/offer").content.decode()
    assert "/accounts/signup/?next=%2Ft%2Foffer" in login
    shown = client.get("/accounts/signup/?next=/t/offer").content.decode()
    assert 'name="next" value="/t/offer"' in shown
    client.post("/accounts/signup/", {**SIGN_UP, "next": "/t/offer"})
    answer = client.post(reverse("account_email_verification_sent"), {"code": _code()})
    assert answer["Location"] == "/t/offer"
    zoe = User.objects.get(email="zoe@new.example")
    assert (zoe.name, zoe.locale) == ("Zoe", "en")
    assert EmailAddress.objects.get(user=zoe).verified


def test_login_leads_back_to_where_one_came_from(world: World, client: Client) -> None:
    assert _log_in(client, "OLGA@people.example", next="/t/offer") == "/t/offer"


def test_login_never_leads_to_another_site(world: World, client: Client) -> None:
    assert _log_in(client, "olga@people.example", next="//bait.example") == "/products/"


def test_a_wrong_password_and_an_unknown_address_get_one_answer(
    world: World, client: Client
) -> None:
    answers = [
        _log_in(client, "olga@people.example", "wrong"),
        _log_in(client, "nobody@people.example", "wrong"),
    ]
    for answer in answers:
        assert "There is no account with this e-mail address and password" in answer


def test_a_known_address_signs_up_as_an_unknown_one_does(world: World, client: Client) -> None:
    answer = client.post("/accounts/signup/", {**SIGN_UP, "email": "olga@people.example"})
    assert answer["Location"] == reverse("account_email_verification_sent")
    assert _mail()["subject"] == "You have an account already"
    assert User.objects.filter(email="olga@people.example").count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "see http://bait.example"),
        ("name", "a\u202eb"),
        ("email", "not an address"),
        ("password1", "12345678"),
        ("password1", "short"),
    ],
)
def test_sign_up_says_what_is_wrong(db: None, client: Client, field: str, value: str) -> None:
    page = client.post("/accounts/signup/", {**SIGN_UP, field: value}).content.decode()
    assert f'id="id_{field}_error"' in page
    assert not User.objects.exists()


def test_a_new_code_kills_the_old_one(db: None, client: Client, settings: LazySettings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"confirm_email": None}
    client.post("/accounts/signup/", SIGN_UP)
    confirm, old = reverse("account_email_verification_sent"), _code()
    client.post(confirm, {"action": "resend"})
    assert _code() != old
    page = client.post(confirm, {"code": old}).content.decode()
    assert "This is not the code of the last mail" in page
    assert client.post(confirm, {"code": _code()}).status_code == 302


def test_a_forgotten_password_is_chosen_anew_by_a_link_on_our_own_address(
    world: World, client: Client
) -> None:
    client.post(
        reverse("account_reset_password"), {"email": "olga@people.example"}, HTTP_HOST="127.0.0.1"
    )
    link = re.search(r"http://localhost:8000(/accounts/password/reset/key/\S+)", _mail()["body"])
    assert link
    form = client.get(link.group(1))["Location"]
    new = {"password1": "another long walk", "password2": "another long walk"}
    client.post(form, new)
    assert _mail()["subject"] == "Your password is changed"
    assert _log_in(client, "olga@people.example", "another long walk") == "/products/"
    assert "This link is no longer valid" in client.get(link.group(1)).content.decode()


def test_an_address_without_account_is_told_so_by_mail_alone(world: World, client: Client) -> None:
    asked = [
        client.post(reverse("account_reset_password"), {"email": email})["Location"]
        for email in ("olga@people.example", "nobody@people.example")
    ]
    assert asked[0] == asked[1]
    assert _mail()["subject"] == "There is no account for this address"


def test_the_password_is_changed_by_who_knows_it(world: World, client: Client) -> None:
    _log_in(client, "olga@people.example")
    new = {"password1": "another long walk", "password2": "another long walk"}
    address = reverse("account_change_password")
    refused = client.post(address, {"oldpassword": "wrong", **new}).content.decode()
    assert "This is not your present password" in refused
    client.post(address, {"oldpassword": PASSWORD, **new})
    world.olga.refresh_from_db()
    assert world.olga.check_password("another long walk")


def test_an_address_changes_only_with_the_code_sent_to_it(world: World, client: Client) -> None:
    _log_in(client, "olga@people.example")
    client.post(reverse("account_email"), {"action_add": "", "email": "olga@new.example"})
    assert (_mail()["to"], User.objects.get(id=world.olga.id).email) == (
        "olga@new.example",
        "olga@people.example",
    )
    client.post(reverse("account_email_verification_sent"), {"code": _code()})
    assert User.objects.get(id=world.olga.id).email == "olga@new.example"


def test_other_sessions_end_when_asked(world: World, client: Client) -> None:
    elsewhere = Client(headers={"user-agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0"})
    _log_in(elsewhere, "olga@people.example")
    _log_in(client, "olga@people.example")
    assert "Firefox on Linux" in client.get(reverse("usersessions_list")).content.decode()
    client.post(reverse("usersessions_list"))
    assert UserSession.objects.filter(user=world.olga).count() == 1
    assert elsewhere.get(reverse("settings")).status_code == 302


def test_only_a_demo_shows_its_people(world: World, client: Client, settings: LazySettings) -> None:
    assert "owner@ours.example" not in client.get("/accounts/login/").content.decode()
    settings.DEMO = True
    assert "owner@ours.example" in client.get("/accounts/login/").content.decode()


PAGES = [
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_inactive",
]
OWN_PAGES = [
    "account_logout",
    "account_email",
    "account_change_password",
    "account_reauthenticate",
    "usersessions_list",
]


@pytest.mark.parametrize("name", PAGES + OWN_PAGES)
def test_every_page_is_ours(world: World, client: Client, name: str) -> None:
    if name in OWN_PAGES:
        client.force_login(world.olga)
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert "Skip to the content" in answer.content.decode()


def test_logging_out_takes_a_press(world: World, client: Client) -> None:
    client.force_login(world.olga)
    client.get(reverse("account_logout"))
    assert client.get(reverse("settings")).status_code == 200
    client.post(reverse("account_logout"))
    assert client.get(reverse("settings")).status_code == 302
