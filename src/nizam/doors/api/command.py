# SPDX-License-Identifier: EUPL-1.2
"""`nizam api`: the description of the API, as it is kept in the documentation."""

from __future__ import annotations

import json
import os

import click


@click.group()
def api() -> None:
    """Describe the API of this installation."""


@api.command()
@click.option("--fields", is_flag=True, help="Print the page of fields and acts (docs/api-fields.md) instead.")
def schema(fields: bool) -> None:
    """Print the OpenAPI 3.1 document, as kept in docs/openapi.json. Needs no database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nizam.site.settings")
    import django

    django.setup()
    from nizam.doors.api.openapi import openapi_document
    from nizam.doors.api.tables import fields_page

    click.echo(fields_page() if fields else document_text(openapi_document()), nl=False)


def document_text(document: dict[str, object]) -> str:
    """Return the document as it is written to a file."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
