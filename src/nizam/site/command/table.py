# SPDX-License-Identifier: EUPL-1.2
"""Which commands there are: name, where it is written, one line of help. Nothing is imported until it is called."""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """Where a command is written (`module:attribute`), and its line in `nizam --help`."""

    target: str
    help: str


COMMANDS: dict[str, Entry] = {
    "up": Entry("nizam.site.command.up:up", "Start the office: web, workers, scheduler."),
    "init": Entry("nizam.site.command.init:init", "Found the first institution in an empty home."),
    "charter": Entry("nizam.site.command.charter:charter", "Read and load charters."),
    "procedure": Entry("nizam.site.command.procedure:procedure", "List, export, check and import procedures."),
    "mail": Entry("nizam.site.command.mail:mail", "Bring in mail that lies in files."),
    "report": Entry("nizam.site.command.report:report", "What each article got in a period."),
    "language": Entry("nizam.site.command.language:language", "Fold, sort and tell the language of lines of text."),
    "api": Entry("nizam.doors.api.command:api", "Print the description of the API."),
    "refold": Entry("nizam.site.command.refold:refold", "Renew the columns of search and order."),
    "doctor": Entry("nizam.site.command.doctor:doctor", "Examine this installation and name the cures."),
    "backup": Entry("nizam.site.command.backup:backup", "Back up database, files and journal heads."),
    "restore": Entry("nizam.site.command.backup:restore", "Bring a backup into an empty home."),
    "verify-backup": Entry("nizam.site.command.backup:verify_backup", "Check every hash of a backup."),
    "upgrade": Entry("nizam.site.command.upgrade:upgrade", "Back up, then bring the database to this version."),
    "journal": Entry("nizam.site.command.journal:journal", "Verify and seal the journal."),
    "check": Entry("nizam.site.command.check:check", "Check every declaration of the house."),
    "manage": Entry("nizam.site.command.manage:manage", "Run one of Django's own management commands."),
    "completion": Entry("nizam.site.command.completion:completion", "Print the completion script for a shell."),
}
