# SPDX-License-Identifier: EUPL-1.2
"""What installed modules say besides our own words is translated too, and an upgrade that says more is noticed."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest
from django.apps import apps

from nizam.site import catalogues

pytestmark = pytest.mark.one_engine


def test_every_installed_app_with_a_catalogue_is_a_source_of_messages() -> None:
    foreign = [app for app in apps.get_app_configs() if not app.name.startswith("nizam.")]
    speaking = {app.name for app in foreign if (Path(app.path) / "locale").is_dir()}
    assert speaking | {"django.conf"} == set(catalogues.FOREIGN)


@pytest.mark.parametrize("module", catalogues.FOREIGN)
def test_every_source_lists_what_it_can_say_in_english(module: str) -> None:
    assert catalogues.foreign_catalogue(module, "en", "django").exists()


def test_a_module_that_is_not_installed_is_named() -> None:
    with pytest.raises(LookupError, match="no_such_module"):
        catalogues.foreign_catalogue("no_such_module", "uz", "django")


def test_a_new_message_of_an_installed_module_is_a_fault_until_it_is_translated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = tmp_path / "said.po"
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(msgid="A wholly new message"))
    catalogue.save(str(said))
    known = catalogues.foreign_catalogue
    monkeypatch.setattr(
        catalogues,
        "foreign_catalogue",
        lambda module, language, domain: (
            said if (module, language, domain) == ("wagtail", "en", "django") else known(module, language, domain)
        ),
    )
    for language in ("az", "uz", "tr"):
        assert list(catalogues._foreign_faults(language)) == [
            f"{language} (wagtail): not translated: 'A wholly new message'"
        ]
    assert list(catalogues._foreign_faults("en")) == []


def test_uzbek_apostrophes_are_letters_and_no_quotation_marks() -> None:
    typed = polib.POEntry(msgid="Page", msgstr="Bo'lim")
    assert list(catalogues._entry_faults("uz", [typed])) == ["uz: apostrophes are U+02BB and U+02BC: 'Page'"]
    assert list(catalogues._entry_faults("tr", [typed])) == []
    assert list(catalogues._entry_faults("uz", [polib.POEntry(msgid="Page", msgstr="'Boʻlim'")])) == []


def test_the_cyrillic_catalogue_says_all_that_the_latin_one_says_and_keeps_what_machines_read() -> None:
    latin = catalogues.uzbek_catalogue("django")
    cyrillic = {(entry.msgctxt, entry.msgid): entry for entry in catalogues.in_cyrillic(latin)}
    assert len(cyrillic) == len(latin) > 4_000
    for entry in latin:
        made = cyrillic[entry.msgctxt, entry.msgid]
        assert catalogues.KEPT.findall(catalogues._texts(made)[0]) == catalogues.KEPT.findall(
            catalogues._texts(entry)[0]
        )
    assert cyrillic[None, "This field is required."].msgstr == "Бу майдон тўлдирилиши шарт."


def test_names_of_the_english_message_stay_in_latin_letters() -> None:
    catalogue = polib.POFile()
    catalogue.metadata = {}
    catalogue.append(polib.POEntry(msgid="Run `nizam up` on the server", msgstr="Serverda `nizam up` ni bajaring"))
    assert catalogues.in_cyrillic(catalogue)[0].msgstr == "Серверда `nizam up` ни бажаринг"


def test_a_lost_placeholder_stops_the_making(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogues, "with_kept", lambda text, words: text.replace("%s", ""))
    with pytest.raises(ValueError, match="is lost"):
        catalogues._cyrillic("Xat %s", [])
