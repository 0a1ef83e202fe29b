"""Programs are answered in the language they ask for; codes are the same in each."""

import json
from typing import Any

import pytest

from changehands.models import Invitation
from changehands.policy.languages import LANGUAGES
from tests.api.calling import Api
from tests.world import World


def told(answer: Any) -> Any:
    return json.loads(answer.content)


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_a_refusal_is_in_the_language_that_is_asked_for(
    world: World, olga: Api, language: str
) -> None:
    path = f"/organizations/{world.theirs.public_id}/teams"
    english, other = olga.get(path), olga.get(path, **{"Accept-Language": f"{language}-CH"})
    first, second = told(english), told(other)
    assert (first["code"], first["type"]) == (second["code"], second["type"])
    assert first["title"] != second["title"] and first["detail"] != second["detail"]
    assert (english["Content-Language"], other["Content-Language"]) == ("en", language)
    assert "Accept-Language" in other["Vary"]


@pytest.mark.parametrize("path", ["/nothing/at/all", "/me"])
def test_a_refusal_before_the_application_is_in_that_language_too(db: None, path: str) -> None:
    answer = Api().get(path, **{"Accept-Language": "de"})
    assert answer["Content-Language"] == "de"
    assert told(answer)["detail"] != told(Api().get(path))["detail"]


def test_an_unknown_language_is_answered_in_english(world: World, olga: Api) -> None:
    answer = olga.get("/organizations/org_x/teams", **{"Accept-Language": "xx, *;q=0.1"})
    assert answer["Content-Language"] == "en" and told(answer)["title"] == "Not Found"


def test_the_language_of_the_tokens_person_does_not_count(world: World, olga: Api) -> None:
    world.olga.locale = "it"
    world.olga.save()
    assert olga.get("/nothing")["Content-Language"] == "en"


@pytest.mark.parametrize(("asked", "used"), [("de", "de"), (None, "fr")])
def test_an_invitation_is_written_in_the_language_chosen_or_the_inviters(
    world: World, olga: Api, asked: str | None, used: str
) -> None:
    world.olga.locale = "fr"
    world.olga.save()
    body = {"email": "guest@new.example", "role": "member", "language": asked}
    path = f"/organizations/{world.ours.public_id}/invitations"
    assert olga.post(path, body).status_code == 201
    assert Invitation.objects.get(email="guest@new.example").language == used


def test_an_invitation_in_an_unknown_language_is_refused(world: World, olga: Api) -> None:
    path = f"/organizations/{world.ours.public_id}/invitations"
    answer = olga.post(path, {"email": "guest@new.example", "language": "xx"})
    assert (answer.status_code, told(answer)["pointer"]) == (422, "/language")
