# SPDX-License-Identifier: EUPL-1.2
"""`nizam language`: the language library for lines of text, needs neither an institution nor Django."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import IO, Any

import click

from nizam.foundations import language as rules
from nizam.site.command import ENVIRONMENT, Stop

Work = Callable[[str], str]

EPILOG = (
    "Every verb reads lines of UTF-8 from standard input and writes them to standard output; bytes that are no UTF-8 "
    "pass through or are left out, and stop nothing."
)


def language_option(*, required: bool = False, codes: tuple[str, ...] = rules.LANGUAGES) -> Callable[[Any], Any]:
    """Return the option `--language`, which takes one of ``codes``."""
    return click.option(
        "--language",
        "code",
        type=click.Choice(codes),
        metavar="CODE",
        required=required,
        help=f"One of {', '.join(codes)}.",
    )


def each_line(work: Work) -> None:
    """Write ``work`` of each line of standard input as it comes; whoever stops reading ends it quietly."""
    _write(work(line) for line in _lines(sys.stdin.buffer))


def _lines(source: IO[bytes]) -> Iterator[str]:
    for line in source:
        yield line.removesuffix(b"\n").decode("utf-8", "surrogateescape")


def _write(lines: Iterator[str]) -> None:
    target = sys.stdout.buffer
    # A file is there as a whole; from a pipe or a terminal somebody may be waiting for each answer.
    at_once = not stat.S_ISREG(os.fstat(sys.stdin.fileno()).st_mode)
    try:
        for line in lines:
            target.write(line.encode("utf-8", "surrogateescape") + b"\n")
            if at_once:
                target.flush()
        target.flush()
    except BrokenPipeError:
        # What is still buffered must not be written again when the interpreter closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), target.fileno())


@click.group(epilog=EPILOG)
def language() -> None:
    """Identify, spell, sort, inflect and put in words lines in Azerbaijani, Uzbek, Turkish, English and Russian."""


@language.command()
@click.option("--passages", is_flag=True, help="Print each passage: CODE, tab, confidence, tab, the passage.")
def identify(passages: bool) -> None:
    """Print the language of each line: CODE, a tab, the confidence from 0 to 1; `unknown` for none of the six."""

    def answer(line: str) -> str:
        if passages:
            return "\n".join(
                f"{found.language or 'unknown'}\t{found.confidence:.3f}\t{line[found.start : found.end]}"
                for found in rules.identify_passages(line)
            )
        found = rules.identify(line)
        return f"{found.language or 'unknown'}\t{found.confidence:.3f}"

    each_line(answer)


@language.command()
@language_option()
def fold(code: str | None) -> None:
    """Print the search key of each line: plain small letters and digits, the same for every spelling."""
    each_line(lambda line: rules.fold(line, code))


@language.command()
@language_option()
def normalize(code: str | None) -> None:
    """Print each line in its official spelling: small Latin letters with diacritics, one apostrophe."""
    each_line(lambda line: rules.normalize(line, code))


@language.command()
def repair() -> None:
    """Print each line with letters repaired that a wrong 8-bit table damaged, where the line itself shows it."""
    each_line(lambda line: rules.repair(line).text)


@language.command()
@language_option(required=True)
@click.option("--keys", is_flag=True, help="Print each line's sort key instead, as the lines come.")
def sort(code: str, keys: bool) -> None:
    """Print the lines in the alphabet's order of the language; reads all of them first, except with --keys."""
    if keys:
        each_line(lambda line: rules.sort_key(line, code))
        return
    lines = _lines(sys.stdin.buffer)
    _write(iter(sorted(lines, key=lambda line: rules.sort_key(line, code))))


@language.command()
@click.option("--fine", is_flag=True, help="Take words, numbers and acts apart at hyphens and slashes.")
def tokens(fine: bool) -> None:
    """Print the tokens of each line, one a line: KIND, a tab, the token; an empty line after each line read."""
    each_line(lambda line: "".join(f"{token.kind}\t{token.text}\n" for token in rules.tokens(line, fine=fine)))


@language.command()
@language_option()
@click.option("--bare", is_flag=True, help="Print keys without diacritics, the same for words typed without them.")
def stem(code: str | None, bare: bool) -> None:
    """Print the stems of each line's words, one space between them; without --language it is told line by line."""

    def answer(line: str) -> str:
        words = [token for token in rules.tokens(line) if token.kind is not rules.TokenKind.PUNCTUATION]
        if bare:
            return " ".join(rules.bare_stem(word.text, code) for word in words)
        spoken = code or rules.identify(line).language
        if spoken is None:
            return " ".join(rules.normalize(word.text) for word in words)
        return " ".join(rules.stem(word.text, spoken) for word in words)

    each_line(answer)


@language.command()
@language_option(required=True)
@click.option("--limit", type=click.IntRange(1, 50), default=5, show_default=True, help="How many at most.")
def suggest(code: str, limit: int) -> None:
    """Print spellings for the word of each line, best first, tabs between them; nothing for a word that is known."""
    try:
        rules.suggest("a", code, 1)
    except rules.DictionaryUnavailableError as error:
        raise Stop(f"{error} `make install` builds it.", ENVIRONMENT) from None
    each_line(lambda line: "\t".join(rules.suggest(line.strip(), code, limit)))


@language.command()
@click.option(
    "--from", "source", type=click.Choice(rules.SCRIPTS), metavar="CODE", help="What is read; else it is told."
)
@click.option(
    "--to",
    "--language",
    "target",
    type=click.Choice(rules.SCRIPTS),
    metavar="CODE",
    required=True,
    help="What is written.",
)
@click.option(
    "--exceptions",
    type=click.File(encoding="utf-8"),
    help="A file of own words, one a line: the word, a tab, its spelling.",
)
def translit(source: str | None, target: str, exceptions: IO[str] | None) -> None:
    """Print each line in another script; CODE is uz, uz-Latn-x-2026, uz-Cyrl, az or az-Cyrl."""
    own: dict[str, str] = {}
    for line in exceptions or ():
        word, tab, spelling = line.rstrip("\n").partition("\t")
        if not tab and word.strip():
            raise click.UsageError(f"A line of the exceptions has no tab: {word!r}.")
        if tab:
            own[word] = spelling
    try:
        rules.transliterate("", source or _other(target), target, own)
    except (rules.TransliterationError, rules.ExceptionsError) as error:
        raise click.UsageError(str(error)) from error

    def answer(line: str) -> str:
        read = source or _script(line, target)
        return line if read == target else rules.transliterate(line, read, target, own)

    each_line(answer)


def _other(target: str) -> str:
    """Return a script from which there is a way to ``target``."""
    plain = target.partition("-")[0]
    return plain if target != plain else f"{plain}-Cyrl"


def _script(line: str, target: str) -> str:
    """Return which script of the target's language a line is in, by its letters."""
    plain = target.partition("-")[0]
    if re.search("[\u0400-\u04ff]", line):
        return f"{plain}-Cyrl"
    return rules.UZBEK_2026 if plain == "uz" and re.search("[öğşç]", line, re.IGNORECASE) else plain


@language.command()
@language_option(required=True)
@click.option("--ordinal", is_flag=True, help="Print ordinals: third, not three.")
@click.option("--currency", type=click.Choice(rules.CURRENCIES), help="Print amounts of this currency.")
@click.option("--date", "dates", is_flag=True, help="Read dates (2026-11-23), print them with their numbers in words.")
@click.option("--joined", is_flag=True, help="Write numbers without spaces, as on Turkish cheques.")
@click.option("--read", is_flag=True, help="The other way: read words, print digits.")
def words(code: str, ordinal: bool, currency: str | None, dates: bool, joined: bool, read: bool) -> None:
    """Print the number of each line in words; `unknown` for what is no number, or has no words."""
    if sum((ordinal, currency is not None, dates, read)) > 1:
        raise click.UsageError("Give one of --ordinal, --currency, --date and --read.")

    def answer(line: str) -> str:
        try:
            if read:
                number = rules.read_number(line, code)
                return "unknown" if number is None else str(number)
            if dates:
                return rules.date_in_words(date.fromisoformat(line.strip()), code, spelled=True)
            if ordinal:
                return rules.ordinal_in_words(int(line), code)
            amount = Decimal(line.strip())
            if currency:
                return rules.money_in_words(amount, currency, code, joined=joined)
            return rules.number_in_words(amount, code, joined=joined)
        except (ValueError, InvalidOperation):
            return "unknown"

    each_line(answer)


@language.command()
@language_option(required=True, codes=("az", "uz", "uz-Cyrl", "tr"))
@click.option("--case", type=click.Choice(rules.CASES), required=True, help="The case wanted.")
@click.option("--proper", is_flag=True, help="The lines are names of persons or places.")
@click.option("--possessive", is_flag=True, help="The lines end in a possessive ending already.")
def inflect(code: str, case: rules.Case, proper: bool, possessive: bool) -> None:
    """Print each line, a word, a name or a number, in a case."""
    each_line(lambda line: rules.inflect(line, case, code, proper=proper, possessive=possessive))


@language.command()
def names() -> None:
    """Print how likely two names, apart by a tab, are one person's: from 0 to 1; from 0.8 on they are taken for it."""
    each_line(lambda line: format(rules.match_names(*line.partition("\t")[::2]), ".3f"))
