"""Mistakes in config.yaml are named with their key and what to write instead."""

from pathlib import Path

import pytest

from bot.config import Config, load_config
from bot.errors import ConfigError
from tests.conftest import ROOT


def load(tmp_path: Path, text: str) -> Config:
    file = tmp_path / "config.yaml"
    file.write_text(text, encoding="utf-8")
    return load_config(file)


def test_an_empty_file_gives_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path, "").answers == Config().answers
    assert load(tmp_path, "answers:\n").answers == Config().answers


def test_the_shipped_file_loads() -> None:
    assert set(load_config(ROOT / "config.yaml").topics) == {
        "ceasefire",
        "us-stance",
        "humanitarian",
        "regional-security",
    }


def test_paths_start_from_the_files_folder(tmp_path: Path) -> None:
    config = load(tmp_path, "documents: {folder: papers}")
    assert config.path(config.documents.folder) == tmp_path / "papers"
    assert config.path("/absolute") == Path("/absolute")


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("answer: {}", ["`answer`", "`answers`"]),
        ("answers: {treshold: 0.5}", ["`answers.treshold`", "`answers.threshold`"]),
        ("answers: {zzz: 1}", ["`answers.zzz`", "threshold"]),
        ("topics: {a: {titel: x, queries: [y]}}", ["`topics.a.titel`", "`topics.a.title`"]),
        ("topics: {a: {title: x, queries: []}}", ["topics", "length >= 1"]),
        ("topics: {a: {title: x}}", ["queries"]),
        ("answers: {threshold: high}", ["`answers.threshold`", "float", "str"]),
        ("answers: {threshold: 1.5}", ["`answers.threshold`", "<= 1"]),
        ("answers: {quotes: 0}", ["`answers.quotes`", ">= 1"]),
        ("answers: [1]", ["`answers`", "object", "array"]),
        ("- a\n- b", ["list"]),
        ("answers: {quotes: 1, quotes: 2}", ["quotes", "twice"]),
        ("answers:\n\tquotes: 1", ["line 2"]),
        ("base: /tmp", ["`base`"]),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, text: str, facts: list[str]) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    assert all(fact in str(caught.value) for fact in (*facts, "config.yaml")), str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.yaml.*--config"):
        load_config(tmp_path / "nowhere.yaml")
