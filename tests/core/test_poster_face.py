from __future__ import annotations

import importlib.util
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from app.core import poster_face


@pytest.fixture(scope="module")
def face(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("cache") / "static" / "fonts" / "poster.woff2"
    assert poster_face.make(target)
    return target


def test_the_face_is_small_enough_for_the_page_budget(face: Path) -> None:
    assert face.read_bytes()[:4] == b"wOF2"
    assert face.stat().st_size < 18_000


def test_the_face_carries_the_letters_and_figures_of_the_pages(face: Path) -> None:
    with TTFont(face) as font:
        letters = font.getBestCmap()
    text = "ÅÄÖÉÜåäöéüæøþðłšžçñı 0123456789 –—’”…•€%+\u00a0"
    assert [letter for letter in text if ord(letter) not in letters] == []


def test_the_face_keeps_its_licence_and_not_its_reserved_name(face: Path) -> None:
    with TTFont(face) as font:
        names = font["name"]
    assert "SIL Open Font License" in names.getDebugName(13)
    assert "Fjalla" in names.getDebugName(0)
    for number in (1, 4, 6):
        assert names.getDebugName(number) == poster_face.FAMILY


def test_making_it_again_leaves_the_file_alone(face: Path) -> None:
    before = face.stat()
    assert poster_face.make(face)
    assert face.stat().st_mtime_ns == before.st_mtime_ns


def test_every_machine_makes_the_same_bytes(face: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.woff2"
    assert poster_face.cut(other)
    assert other.read_bytes() == face.read_bytes()
    assert list(tmp_path.iterdir()) == [other]


def test_without_the_font_it_says_so_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = importlib.util.find_spec

    def missing(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name == poster_face.SOURCE_PACKAGE else find(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", missing)
    assert not poster_face.cut(tmp_path / "poster.woff2")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_an_answer_not_an_error(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where a folder is wanted")
    assert not poster_face.make(tmp_path / "cache" / "poster.woff2")


def test_the_command_asks_for_its_target(capsys: pytest.CaptureFixture[str]) -> None:
    assert poster_face.main([]) == 2
    assert "TARGET" in capsys.readouterr().err
