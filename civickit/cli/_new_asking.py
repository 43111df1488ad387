"""The questions of `civickit new`: asked of a person, a wrong answer gets a sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from civickit.cli._collection import SCHEMA
from civickit.cli._new_words import SAMPLE, say
from civickit.cli._streets import SCHEMA as STREETS
from civickit.core.errors import CivicKitError, UnknownName
from civickit.projects.answers import (
    LONGEST,
    LONGEST_TITLE,
    SLUG_PROBLEMS,
    TEXT_PROBLEMS,
    slug_problem,
    text_problem,
    title_problem,
)

if TYPE_CHECKING:
    from civickit.cli._new_data import Found
    from civickit.projects.templates import Template

LANGUAGES = {
    "ja": "ja",
    "日本語": "ja",
    "japanese": "ja",
    "en": "en",
    "英語": "en",
    "english": "en",
}
LICENCES = ["CC BY 4.0", "CC0 1.0", "公共データ利用規約 (第1.0版)"]


class Person:
    """Somebody at a terminal. Questions go to stderr, so that --json stays clean."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def say(self, key: str, **values: object) -> None:
        click.echo(say(key, self.lang, **values), err=True)

    def ask(self, question: str, default: str, problem: Callable[[str], str]) -> str:
        """The first answer that has no problem. Raises Abort where nobody answers any more."""
        while True:
            asked = click.prompt(question, default, show_default=bool(default), err=True)
            answer = str(asked).strip()
            if not (said := problem(answer)):
                return answer
            click.echo(said, err=True)

    def kind(self, offered: list[Template]) -> Template:
        known = {str(number): one for number, one in enumerate(offered, 1)}
        for number, one in known.items():
            told = {"title": one.title[self.lang], "sentence": one.sentence[self.lang]}
            self.say("kind_line", number=number, **told)
        for one in offered:
            known |= dict.fromkeys((one.name, one.title["ja"], one.title["en"].lower()), one)
        names = ", ".join(one.name for one in offered)

        def problem(answer: str) -> str:
            known_one = answer.lower() in known
            return "" if known_one else say("kind_again", self.lang, answer=answer, names=names)

        return known[self.ask(say("kind", self.lang), "1", problem).lower()]

    def choice(self, template: Template, name: str) -> str:
        """One of what a template offers, in the words of its prompts."""
        options = template.choices[name]
        question, labels = template.prompts(name, self.lang)
        numbered = {str(number): one for number, one in enumerate(options, 1)}
        click.echo(question, err=True)
        for number, one in numbered.items():
            click.echo(f"  {number}  {labels[one]}", err=True)
        known = numbered | {one: one for one in options}

        def problem(answer: str) -> str:
            names = ", ".join(options)
            known_one = answer.lower() in known
            return "" if known_one else say("choice_again", self.lang, answer=answer, names=names)

        return known[self.ask(say("number", self.lang), "1", problem).lower()]

    def title(self, default: str) -> str:
        def problem(answer: str) -> str:
            code = title_problem(answer)
            said = TEXT_PROBLEMS[code][self.lang].format(most=LONGEST_TITLE) if code else ""
            return say("name_again", self.lang, problem=said) if said else ""

        return self.ask(say("name", self.lang), default, problem)

    def slug(self, out: Path) -> str:
        def problem(answer: str) -> str:
            if code := slug_problem(answer):
                said = SLUG_PROBLEMS[code][self.lang]
                return say("folder_again", self.lang, answer=answer, problem=said)
            there = out / answer
            taken = there.exists() or there.is_symlink()
            return say("there", self.lang, path=there) if taken else ""

        return self.ask(say("folder", self.lang), "", problem)

    def taken(self, slug: str, out: Path) -> bool:
        """Whether there is something of that name; then that is said."""
        there = out / slug
        found = there.exists() or there.is_symlink()
        if found:
            self.say("there", path=there)
        return found

    def data(self, understand: Callable[[str], Found], needs: str) -> Found | None:
        """What the answer turned out to be; None for the sample data."""
        found: list[Found] = []
        kind = {SCHEMA: "_folder", STREETS: "_streets"}.get(needs, "")

        def problem(answer: str) -> str:
            try:
                if answer not in {"", SAMPLE}:
                    found.append(understand(_unquoted(answer)))
            except (CivicKitError, click.UsageError) as error:
                if flags_are_wrong(error):
                    raise
                folder = needs != SCHEMA and Path(_unquoted(answer)).is_dir()
                again = "data_again_folder" if needs == SCHEMA else "data_again"
                again = "data_is_folder" if folder else again
                return say(again, self.lang, answer=answer)
            return ""

        self.ask(say(f"data{kind}", self.lang, sample=say("sample", self.lang)), "", problem)
        return found[0] if found else None

    def licence(self) -> str:
        """The licence of the data; '' where that is not known."""
        choices = [*LICENCES, say("licence_other", self.lang), say("licence_unknown", self.lang)]
        numbered = {str(number): one for number, one in enumerate(choices, 1)}
        self.say("licence")
        for number, one in numbered.items():
            click.echo(f"  {number}  {one}", err=True)

        def problem(answer: str) -> str:
            return "" if answer in numbered else say("licence_again", self.lang, answer=answer)

        last = str(len(choices))
        answer = self.ask(say("number", self.lang), last, problem)
        if answer == last:
            return ""
        return numbered[answer] if int(answer) <= len(LICENCES) else self._licence_text()

    def _licence_text(self) -> str:
        def problem(answer: str) -> str:
            code = text_problem(answer)
            said = TEXT_PROBLEMS[code][self.lang].format(most=LONGEST) if code else ""
            return say("text_again", self.lang, problem=said) if said else ""

        return self.ask(say("licence_text", self.lang), "", problem)

    def language(self) -> str:
        def problem(answer: str) -> str:
            known = answer.lower() in LANGUAGES
            return "" if known else say("language_again", self.lang, answer=answer)

        return LANGUAGES[self.ask(say("language", self.lang), self.lang, problem).lower()]


def flags_are_wrong(error: Exception) -> bool:
    """Whether --map names a field or a column that is not there: no answer mends that."""
    return isinstance(error, UnknownName) and error.what.split()[0] in {"field", "column"}


def _unquoted(answer: str) -> str:
    """A path as it is: terminals put one that is dragged into them between quotes."""
    quoted = len(answer) > 1 and answer[0] == answer[-1] and answer[0] in "'\""
    return answer[1:-1] if quoted else answer
