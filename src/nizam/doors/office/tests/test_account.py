# SPDX-License-Identifier: EUPL-1.2
"""One's own account: language and look, and a new password."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.urls import reverse

from nizam.doors.office.account import AccountScreen
from nizam.kit.ports import ports
from nizam.kit.testing.world import PASSWORD

NEW = "yeni-açar-sözü-88"


def test_link_of_the_shell_leads_to_our_page(world, as_user):
    response = as_user(world.clerk_a).get(reverse("wagtailadmin_account"))
    assert response.status_code == 200
    assert response.resolver_match.func.view_class is AccountScreen


def test_language_is_kept_and_journalled(world, as_user):
    client = as_user(world.clerk_a)
    data = {"language": "tr", "theme": "dark", "contrast": "system", "density": "default"}
    assert client.post("/office/account/", data).status_code == 302
    user = get_user_model().objects.get(pk=world.clerk_a.pk)
    assert user.language == "tr"
    assert user.wagtail_userprofile.theme == "dark"
    assert 'lang="tr"' in client.get("/office/").content.decode()
    (entry,) = ports.journal.history(user)
    assert entry.action == "org.change_user"


def test_password_needs_the_old_one_and_holds_at_once(world, as_user):
    client = as_user(world.clerk_a)
    other = as_user(world.clerk_a)
    wrong = {"old_password": "wrong", "new_password1": NEW, "new_password2": NEW}
    refused = client.post("/office/account/", wrong)
    assert refused.status_code == 400
    assert refused.context["errors"][0]["target"] == "id_old_password"
    assert client.post("/office/account/", {**wrong, "old_password": PASSWORD}).status_code == 302
    assert get_user_model().objects.get(pk=world.clerk_a.pk).check_password(NEW)
    assert client.get("/office/").status_code == 200
    assert other.get("/office/").status_code == 302


def test_names_and_rights_cannot_be_changed_here(world, as_user):
    data = {"language": "en", "theme": "light", "contrast": "system", "density": "default"}
    as_user(world.clerk_a).post("/office/account/", {**data, "first_name": "X", "username": "boss", "is_staff": "on"})
    user = get_user_model().objects.get(pk=world.clerk_a.pk)
    assert (user.username, user.first_name, user.is_staff) == ("clerk_a", "", False)
