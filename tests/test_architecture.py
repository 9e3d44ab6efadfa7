# SPDX-License-Identifier: EUPL-1.2
"""What import contracts cannot see: keys by string, migrations, labels, templates, the purity of foundations."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import AppConfig, apps
from django.core import checks
from django.db.migrations.loader import MigrationLoader

import nizam
from nizam.kit.declare import Columns, Desk, Resource
from nizam.kit.registry import Registry, registry
from nizam.spine.assets.models import Asset

FLOORS = ["foundations", "kit", "spine", "desks", "doors", "site"]
SPINE = ["org", "journal jobs outbox", "search", "charters", "assets", "records", "cases", "plans"]
ROOT = Path(nizam.__file__).parent
# Templates that frameworks ask for by their own names.
SHARED_TEMPLATES = {"wagtailadmin", "403.html", "403_csrf.html", "404.html", "500.html"}


def own_apps() -> list[AppConfig]:
    return [config for config in apps.get_app_configs() if config.name.startswith("nizam.")]


def height(config: AppConfig) -> tuple[int, int]:
    """Return floor and place on it: an arrow may only lead to a lower or the same one."""
    parts = config.name.split(".")
    floor = FLOORS.index(parts[1])
    place = next((i for i, names in enumerate(SPINE) if parts[-1] in names.split()), 0) if parts[1] == "spine" else 0
    return floor, place


def keys() -> Iterator[tuple[AppConfig, str, AppConfig]]:
    for config in own_apps():
        for model in config.get_models(include_auto_created=True):
            for field in model._meta.get_fields(include_hidden=True):
                if field.is_relation and not field.auto_created and isinstance(field.related_model, type):
                    target = apps.get_app_config(field.related_model._meta.app_label)
                    yield config, f"{model._meta.label}.{field.name}", target


def test_keys_point_down() -> None:
    wrong = [
        f"{name} → {target.label}"
        for config, name, target in keys()
        if target.name.startswith("nizam.") and height(target) > height(config)
    ]
    assert not wrong


def test_neighbours_on_a_floor_hold_no_keys_to_each_other() -> None:
    wrong = [
        f"{name} → {target.label}"
        for config, name, target in keys()
        if target.name.startswith("nizam.") and target is not config and height(target) == height(config)
    ]
    assert not wrong


def test_migrations_depend_downwards() -> None:
    by_label = {config.label: config for config in own_apps()}
    wrong = [
        f"{key} → {needed}"
        for key, migration in MigrationLoader(None).disk_migrations.items()
        if key[0] in by_label
        for needed in migration.dependencies
        if needed[0] in by_label and height(by_label[needed[0]]) > height(by_label[key[0]])
    ]
    assert not wrong


def test_each_app_has_one_line_of_migrations() -> None:
    loader = MigrationLoader(None)
    for config in own_apps():
        assert len(loader.graph.leaf_nodes(config.label)) <= 1, config.label


def test_labels_are_explicit_and_templates_stand_under_them() -> None:
    for config in own_apps():
        assert "label" in vars(type(config)), config.name
        folder = Path(config.path) / "templates"
        if folder.exists():
            assert {p.name for p in folder.iterdir()} <= {config.label, *SHARED_TEMPLATES}, config.label


def test_the_kit_has_no_table() -> None:
    assert not list(apps.get_app_config("kit").get_models())


@pytest.mark.one_engine
def test_foundations_load_without_django() -> None:
    names = sorted(p.parent.name for p in (ROOT / "foundations").glob("*/__init__.py"))
    code = (
        f"import sys\nfor name in {names!r}: __import__('nizam.foundations.' + name)\n"
        "bad = {m.split('.')[0] for m in sys.modules} & {'django', 'wagtail', 'ninja'}\n"
        "sys.exit(', '.join(bad) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


# The declarations


def judged(monkeypatch: pytest.MonkeyPatch, *resources: Resource, **kwargs: Any) -> set[str]:
    """Return the ids of the faults that the system checks find in a desk declared like this."""
    lone = Registry()
    lone.add(Desk(label=kwargs.pop("label", "assets"), title="x", resources=resources, **kwargs))
    monkeypatch.setattr(registry, "_desks", lone._desks)
    return {str(fault.id) for fault in checks.run_checks(tags=["nizam"])}


def declared(**kwargs: Any) -> Resource:
    return Resource(Asset, visible_to=Asset.objects.visible_to, **{"columns": Columns("name"), **kwargs})


def test_the_declarations_of_the_house_hold() -> None:
    assert checks.run_checks(tags=["nizam"]) == []


def test_a_scope_is_not_optional() -> None:
    with pytest.raises(TypeError, match="visible_to"):
        Resource(Asset, columns=Columns("name"))  # type: ignore[call-arg]


@pytest.mark.parametrize(
    "part",
    [
        {"columns": Columns("nmae")},
        {"filters": ["untt"]},
        {"search": {"nmae": 1}},
        {"form": ["nmae"]},
        {"natural_key": ["nmae"]},
        {"columns": Columns("name", default_order="-nmae")},
    ],
)
def test_an_unknown_field_stops_the_start(monkeypatch: pytest.MonkeyPatch, part: dict[str, Any]) -> None:
    assert "nizam.E002" in judged(monkeypatch, declared(**part))


def test_an_unknown_capability_or_label_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "nizam.E007" in judged(monkeypatch, declared(), capabilities=["no-such-thing"])
    assert "nizam.E001" in judged(monkeypatch, declared(), label="nowhere")


def test_a_name_used_twice_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "nizam.E004" in judged(monkeypatch, declared(), declared())
    lone = Registry()
    lone.add(Desk(label="x", title="x"))
    with pytest.raises(ValueError, match="twice"):
        lone.add(Desk(label="x", title="x"))


def test_what_is_translated_never_stands_within_a_formatted_text() -> None:
    """It would not be collected for the catalogues, and stay English."""
    names = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext", "translate"}
    found = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in sorted(ROOT.rglob("*.py"))
        if "tests" not in path.parts
        for text in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in names
        if call.args and isinstance(call.args[0], ast.Constant)
    ]
    assert not found
