"""People and roles: inviting, joining, changing, taking off, a new password by a link."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client

from holdfast.data import models
from holdfast.web.forms import make_form_token
from tests import cast
from tests.cast import NOW, Cast
from tests.web.test_desk import PASSWORD, _log_in
from tests.web.visitor import Page, path_of

NEW = "quite another password"


@pytest.fixture
def owner(salon: Cast) -> Client:
    return _log_in("salon", "owner")


def _send(client: Client, response: Any, part: str = "", **typed: str) -> Any:
    """Sends a form of a page, but for the one that logs out."""
    form = next(
        form
        for form in Page(response.content.decode()).forms
        if form.method == "post" and "logout" not in form.action and part in form.action
    )
    return client.post(form.action or response.request["PATH_INFO"], {**form.fields, **typed})


def _worker(email: str) -> Any:
    return models.User.objects.get(email=email)


def _invite(owner: Client, **typed: str) -> str:
    """The path of the invitation's link."""
    page = owner.get("/desk/salon/people/invite")
    made = _send(owner, page, "", **{"name": "Nora Neu", "role": "front_desk", **typed})
    assert made.status_code == 303, Page(made.content.decode()).text
    return _link(owner.get(path_of(made)))


def _link(response: Any) -> str:
    fields = {name: value for form in Page(response.content.decode()).forms for name, value in form.fields.items()}
    found = [part for part in response.content.decode().split('"') if part.startswith("http://testserver/")]
    assert found, fields
    return found[0].removeprefix("http://testserver")


def _join(path: str, **typed: str) -> Any:
    client = Client(enforce_csrf_checks=True)
    answer = _send(client, client.get(path), "", **{"name": "Nora Neu", "password": NEW, **typed})
    return client, answer


def test_somebody_invited_joins_and_is_at_the_desk(owner: Client) -> None:
    path = _invite(owner)
    client, answer = _join(path, email="nora@example.org")
    assert path_of(answer) == "/desk/salon"
    assert client.get("/desk/salon").status_code == 200
    assert client.get("/desk/salon/people").status_code == 404
    user = _worker("nora@example.org")
    assert user.check_password(NEW)
    member = models.Membership.objects.get(user=user)
    assert (member.role, member.resource_id) == ("front_desk", None)
    added = models.Journal.objects.get(kind="member_added", actor=user)
    assert added.facts["role"] == "front_desk"
    assert "nora" not in str(added.facts).lower()


def test_a_link_opens_once(owner: Client) -> None:
    path = _invite(owner)
    _join(path, email="nora@example.org")
    again = Client().get(path)
    assert again.status_code == 410
    assert "It was used, taken back" in again.content.decode()
    assert models.Membership.objects.count() == 2


def test_an_invitation_ends_after_two_weeks(owner: Client) -> None:
    path = _invite(owner)
    with patch("django.utils.timezone.now", return_value=NOW + timedelta(days=14)):
        late = Client().get(path)
    assert late.status_code == 410
    assert "This invitation is over" in late.content.decode()


def test_an_invitation_taken_back_opens_nothing(owner: Client) -> None:
    path = _invite(owner)
    invitation = models.Invitation.objects.get()
    page = owner.get(f"/desk/salon/people/invitations/{invitation.public_id}")
    assert path_of(_send(owner, page, "/take-back")) == "/desk/salon/people"
    assert Client().get(path).status_code == 410
    assert "Nora Neu" not in owner.get("/desk/salon/people").content.decode()


@pytest.mark.parametrize("password", ["short", "12345678901", "password", "nora@example.org"])
def test_a_weak_password_is_told_at_its_field_and_nothing_is_made(owner: Client, password: str) -> None:
    path = _invite(owner)
    _, answer = _join(path, email="nora@example.org", password=password)
    assert answer.status_code == 422
    assert 'href="#id_password"' in answer.content.decode()
    assert 'value="nora@example.org"' in answer.content.decode()
    assert models.User.objects.count() == 1


def test_an_invitation_for_an_address_is_for_that_address(owner: Client) -> None:
    path = _invite(owner, email="nora@example.org")
    _, answer = _join(path, email="else@example.org")
    assert answer.status_code == 303
    assert models.User.objects.order_by("-id").first().email == "nora@example.org"


def test_somebody_with_a_log_in_accepts_with_it(owner: Client) -> None:
    cast.salon("other")
    client = _log_in("other", "owner", email="nora@example.org")
    path = _invite(owner, email="nora@example.org")
    assert "There is a log-in with this address already" in _join(path)[1].content.decode()
    assert path_of(_send(client, client.get(path), "join")) == "/desk/salon"
    assert models.Membership.objects.filter(user__email="nora@example.org").count() == 2


def test_nobody_else_who_is_logged_in_accepts_an_invitation_for_an_address(owner: Client) -> None:
    cast.salon("other")
    client = _log_in("other", "owner", email="else@example.org")
    path = _invite(owner, email="nora@example.org")
    page = client.get(path)
    assert "Log out first" in page.content.decode()
    token = {"form": make_form_token(path, _worker("else@example.org").id)}
    refused = client.post(path, token)
    assert refused.status_code == 404
    assert not models.Membership.objects.filter(
        user__email="else@example.org", organisation__slug="salon"
    ).exists()


def test_the_link_of_an_invitation_is_shown_to_its_inviter_only(owner: Client) -> None:
    path = _invite(owner)
    manager = _log_in("salon", "manager", email="manager@example.org")
    address = f"/desk/salon/people/invitations/{models.Invitation.objects.get().public_id}"
    page = manager.get(address)
    assert path in owner.get(address).content.decode()
    assert path not in page.content.decode()
    assert "Only <bdi>Wilma Who</bdi>, who invited, sees its link." in page.content.decode()
    assert path_of(_send(manager, page, "/take-back")) == "/desk/salon/people"


def test_nobody_logged_in_joins_by_the_form_of_somebody_else(owner: Client) -> None:
    cast.salon("other")
    path = _invite(owner)
    victim = _log_in("other", "owner", email="victim@example.org")
    stranger = _log_in("other", "owner", email="stranger@example.org")
    for whose in (Client(), stranger):
        form = Page(whose.get(path).content.decode()).form("/join").fields
        assert victim.post(path, {"form": form["form"]}).status_code == 403
    assert models.Membership.objects.filter(organisation__slug="salon").count() == 1
    assert path_of(_send(victim, victim.get(path), "join")) == "/desk/salon"


def test_a_specialist_needs_somebody_of_the_calendar(owner: Client) -> None:
    page = owner.get("/desk/salon/people/invite")
    refused = _send(owner, page, "", name="Nora", role="specialist", person="")
    assert refused.status_code == 422
    assert 'href="#id_person"' in refused.content.decode()
    client, _ = _join(_invite(owner, role="specialist", person="anna"), email="nora@example.org")
    assert client.get("/desk/salon").status_code == 200
    assert models.Membership.objects.get(role="specialist").resource.slug == "anna"


def test_a_manager_can_neither_make_nor_change_nor_see_the_link_of_an_owner(owner: Client) -> None:
    path = _invite(owner, role="owner")
    public_id = models.Invitation.objects.get().public_id
    manager = _log_in("salon", "manager", email="manager@example.org")
    assert path not in manager.get("/desk/salon/people").content.decode()
    assert manager.get(f"/desk/salon/people/invitations/{public_id}").status_code == 404
    invite = manager.get("/desk/salon/people/invite")
    assert 'value="owner"' not in invite.content.decode()
    assert _send(manager, invite, "", name="Nora", role="owner").status_code == 422
    who = _worker("who@example.org").public_id
    fields = Page(manager.get("/desk/salon/people/invite").content.decode()).form("").fields
    token = {"csrfmiddlewaretoken": fields["csrfmiddlewaretoken"]}
    for part, typed in [("", {"role": "manager"}), ("/remove", {}), ("/password", {})]:
        answer = manager.post(f"/desk/salon/people/{who}{part}", {**token, **typed})
        assert answer.status_code in {403, 422}, part
    assert models.Membership.objects.get(user__email="who@example.org").role == "owner"


def test_nobody_changes_their_own_role_or_takes_themselves_off(owner: Client) -> None:
    me = _worker("who@example.org").public_id
    page = owner.get(f"/desk/salon/people/{me}")
    assert _send(owner, page, "", role="specialist", person="anna").status_code == 303
    member = models.Membership.objects.get()
    assert (member.role, member.resource.slug) == ("owner", "anna")
    token = {"csrfmiddlewaretoken": Page(page.content.decode()).form("").fields["csrfmiddlewaretoken"]}
    assert owner.post(f"/desk/salon/people/{me}/remove", token).status_code == 409
    assert models.Membership.objects.count() == 1


def test_a_role_is_changed(owner: Client) -> None:
    client, _ = _join(_invite(owner), email="nora@example.org")
    page = owner.get(f"/desk/salon/people/{_worker('nora@example.org').public_id}")
    saved = _send(owner, page, "", role="manager", person="ben")
    assert "Saved for Nora Neu." in owner.get(path_of(saved)).content.decode()
    assert client.get("/desk/salon/people").status_code == 200
    assert models.Journal.objects.get(kind="member_changed").facts["role"] == "manager"


def test_whoever_is_taken_off_is_logged_out_and_their_deeds_stay(owner: Client) -> None:
    client, _ = _join(_invite(owner), email="nora@example.org")
    page = owner.get(f"/desk/salon/people/{_worker('nora@example.org').public_id}")
    answer = _send(owner, page, "/remove")
    assert "Nora Neu does not work here any more." in owner.get(path_of(answer)).content.decode()
    assert client.get("/desk/salon").status_code == 302
    assert models.Journal.objects.filter(actor=_worker("nora@example.org")).exists()
    assert "Nora Neu" not in owner.get("/desk/salon/people").content.decode()


def _password_link(owner: Client, email: str) -> Any:
    page = owner.get(f"/desk/salon/people/{_worker(email).public_id}")
    return _send(owner, page, "/password")


def test_a_new_password_is_chosen_by_a_link_which_ends_all_sessions(owner: Client) -> None:
    client, _ = _join(_invite(owner), email="nora@example.org")
    path = _link(_password_link(owner, "nora@example.org"))
    visitor = Client(enforce_csrf_checks=True)
    weak = _send(visitor, visitor.get(path), "", password="nora")
    assert weak.status_code == 422
    answer = _send(visitor, visitor.get(path), "", password="a third good password")
    assert path_of(answer) == "/accounts/login?renewed=1"
    assert _worker("nora@example.org").check_password("a third good password")
    assert client.get("/desk/salon").status_code == 302
    assert visitor.get(path).status_code == 404


def test_a_link_for_a_password_ends_after_a_day_and_with_the_next_one(owner: Client) -> None:
    _join(_invite(owner), email="nora@example.org")
    first = _link(_password_link(owner, "nora@example.org"))
    second = _link(_password_link(owner, "nora@example.org"))
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    with patch("django.utils.timezone.now", return_value=NOW + timedelta(hours=25)):
        assert Client().get(second).status_code == 404


def test_a_link_for_a_password_ends_when_its_user_gets_more_power(owner: Client) -> None:
    client, _ = _join(_invite(owner), email="nora@example.org")
    path = _link(_password_link(owner, "nora@example.org"))
    page = owner.get(f"/desk/salon/people/{_worker('nora@example.org').public_id}")
    _send(owner, page, "", role="owner")
    assert Client().get(path).status_code == 404
    assert client.get("/desk/salon").status_code == 200


def test_a_link_for_a_password_ends_when_its_user_chooses_one_by_themselves(owner: Client) -> None:
    client, _ = _join(_invite(owner), email="nora@example.org")
    path = _link(_password_link(owner, "nora@example.org"))
    page = client.get("/accounts/password/change")
    typed = {"oldpassword": NEW, "password1": "a third good password", "password2": "a third good password"}
    assert path_of(_send(client, page, "password", **typed)) == "/accounts/you"
    assert _worker("nora@example.org").check_password("a third good password")
    assert Client().get(path).status_code == 404
    assert client.get("/desk/salon").status_code == 200


def test_nobody_takes_over_a_log_in_that_has_power_elsewhere(owner: Client) -> None:
    cast.salon("other")
    client, _ = _join(_invite(owner), email="nora@example.org")
    path = _link(_password_link(owner, "nora@example.org"))
    other = models.Organisation.objects.get(slug="other")
    models.Membership.objects.create(
        organisation=other, user=_worker("nora@example.org"), role="owner", created_at=NOW
    )
    assert Client().get(path).status_code == 404
    page = owner.get(f"/desk/salon/people/{_worker('nora@example.org').public_id}")
    assert "/password" not in str([form.action for form in Page(page.content.decode()).forms])
    assert _worker("nora@example.org").check_password(NEW)
    assert client.get("/desk/salon").status_code == 200


def test_names_that_are_html_are_only_names(owner: Client) -> None:
    name = "<script>alert(1)</script>"
    _join(_invite(owner, name=name), email="nora@example.org", name=name)
    text = owner.get("/desk/salon/people").content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_a_password_is_never_shown_again(owner: Client) -> None:
    _, answer = _join(_invite(owner), email="wrong", password=PASSWORD)
    assert answer.status_code == 422
    assert PASSWORD not in answer.content.decode()
