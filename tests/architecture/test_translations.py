"""Swedish is complete: every sentence has a translation that was looked at and keeps its placeholders."""

from __future__ import annotations

import re
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message

from tests.architecture.sources import listed
from translations import catalogue

ADVICE = "Run `make translations` and fill in translations/{}/LC_MESSAGES/messages.po."
NAMES = {"kommunfullmäktige"}
"""Swedish words that stand in English sentences as names."""
PLACE = re.compile(r"%\((\w+)\)\w|%%|<(/?\w+)")


def strings(given: Any) -> list[str]:
    return list(given) if isinstance(given, (list, tuple)) else [given or ""]


def problems(message: Message) -> list[str]:
    """List what is wrong with one translation."""
    sources, answers = strings(message.id), strings(message.string)
    if not all(answers):
        return ["has no translation"]
    found = ["is marked fuzzy"] if message.fuzzy else []
    wanted = set(PLACE.findall(sources[-1]))
    found += [
        f"has other placeholders or tags: {answer}"
        for answer in answers
        if set(PLACE.findall(answer)) - wanted
    ]
    if wanted - set(PLACE.findall(answers[-1])):
        found.append(f"loses a placeholder or tag: {answers[-1]}")
    if sources[-1][-1] in ".?!:…" and answers[-1][-1] not in ".?!:…”":
        found.append(f"ends otherwise: {answers[-1]}")
    return found


@pytest.mark.parametrize("language", catalogue.TRANSLATED)
def test_every_sentence_is_translated(language: str) -> None:
    catalog = catalogue.read(language)
    found = [
        str(message.id) for message in catalogue.extract() if message.id and not _known(catalog, message)
    ]
    assert not found, listed(found, ADVICE.format(language))


def _known(catalog: Catalog, message: Message) -> bool:
    answer = catalog.get(strings(message.id)[0], message.context)
    return answer is not None and all(strings(answer.string))


@pytest.mark.parametrize("language", catalogue.TRANSLATED)
def test_every_translation_is_sound(language: str) -> None:
    found = [
        f"“{message.id}” {problem}"
        for message in catalogue.read(language)
        if message.id and any(strings(message.string))
        for problem in problems(message)
    ]
    assert not found, listed(found, ADVICE.format(language))


@pytest.mark.parametrize("language", catalogue.TRANSLATED)
def test_nothing_is_translated_that_is_gone(language: str) -> None:
    sentences = catalogue.extract()
    found = [
        str(each.id)
        for each in catalogue.read(language)
        if each.id and not sentences.get(strings(each.id)[0], each.context)
    ]
    assert not found, listed(found, "Run `make translations`: it removes them.")


def swedish_in(text: str) -> list[str]:
    """List the words that can only be Swedish."""
    return [word for word in re.findall(r"\w*[åäöÅÄÖ]\w*", text) if word not in NAMES]


def test_code_writes_no_swedish() -> None:
    sentences = [" ".join(strings(message.id)) for message in catalogue.extract() if message.id]
    found = [sentence for sentence in sentences if swedish_in(sentence)]
    assert len(sentences) > 100
    assert not found, listed(
        found, "Sentences in code and templates are English; Swedish stands in the catalogue."
    )


def test_swedish_in_code_is_seen() -> None:
    assert swedish_in("Skriv under på")
    assert not swedish_in("For example Stockholms kommunfullmäktige.")


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ("Sign", ""),
        ("%(n)s left.", "Kvar."),
        ("%(n)s left.", "%(m)s kvar."),
        ("Sign.", "Skriv under"),
        ("<b>Sign</b>", "Skriv under"),
        (("%(n)s day", "%(n)s days"), ("%(n)s dag", "")),
    ],
)
def test_a_bad_translation_is_seen(source: Any, answer: Any) -> None:
    assert problems(Message(source, answer))


def test_a_good_translation_passes_and_a_fuzzy_one_does_not() -> None:
    assert problems(Message(("One day.", "%(n)s days."), ("En dag.", "%(n)s dagar."))) == []
    assert problems(Message("Sign", "Skriv under", flags=["fuzzy"]))
