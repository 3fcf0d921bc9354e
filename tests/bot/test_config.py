"""Mistakes in config.yaml are named with their key and what to write instead."""

import re
from pathlib import Path

import pytest

from bot.config import Config, load_config
from bot.errors import ConfigError
from tests import ROOT


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
        ("answers: {1: 2}", ["`answers.1`"]),
        ("topics: {a: {titel: x, queries: [y]}}", ["`topics.a.titel`", "`topics.a.title`"]),
        ("topics: {a: {title: x, queries: []}}", ["`topics.a.queries`", "a list with at least 1", "a list of 0"]),
        ("topics: {a: {title: x, queries: y}}", ["`topics.a.queries`", "a list", "'y'"]),
        ("topics: {a: {title: x, queries: ['  ']}}", ["`topics.a.queries[1]`", "words"]),
        ("topics: {a: {title: x, queries: [y, '?!']}}", ["`topics.a.queries[2]`", "words", "'?!'"]),
        ("topics: {a: {title: ' ', queries: [y]}}", ["`topics.a.title`", "not blank"]),
        ("topics: {a: {title: 5, queries: [y]}}", ["`topics.a.title`", "text", "found 5", "quotes"]),
        ("topics: {a: {title: 2025-03-04, queries: [y]}}", ["`topics.a.title`", "a date", "quotes"]),
        ("topics: {a: {title: x}}", ["`topics.a.queries`", "missing"]),
        ("topics: {a: [x]}", ["`topics.a`", "a mapping", "a list of 1"]),
        ("topics: {1: {title: x, queries: [y]}}", ["`topics`", "keys that are text", "1"]),
        ("topics: {no: {title: x, queries: [y]}}", ["`topics`", "keys that are text", "false"]),
        ("aliases: [[a, b], []]", ["`aliases[2]`", "at least 1"]),
        ("aliases: [[a, '?!']]", ["`aliases[1][2]`", "words"]),
        ("cautions: {words: ['']}", ["`cautions.words[1]`", "words"]),
        ("documents: {folder: ''}", ["`documents.folder`", "not blank"]),
        ('documents: {folder: "a\\0b"}', ["`documents.folder`"]),
        ("index: {folder: ' '}", ["`index.folder`", "not blank"]),
        ("embedding: {model: ''}", ["`embedding.model`", "not blank"]),
        ("embedding: {precision: fp16}", ["`embedding.precision`", "`fp32` or `int8`", "'fp16'"]),
        ("answers: {threshold: high}", ["`answers.threshold`", "a number from 0 to 1", "'high'"]),
        ("answers: {threshold: 1.5}", ["`answers.threshold`", "1.5"]),
        ("answers: {threshold: .nan}", ["`answers.threshold`", "nan"]),
        ("answers: {threshold: .inf}", ["`answers.threshold`", "inf"]),
        ("answers: {quotes: .inf}", ["`answers.quotes`", "inf"]),
        ("answers: {quotes: 0}", ["`answers.quotes`", "a whole number from 1 to 20", "found 0"]),
        ("answers: {quotes: 21}", ["`answers.quotes`", "a whole number from 1 to 20"]),
        ("answers: {quotes: true}", ["`answers.quotes`", "a whole number", "true"]),
        ("answers: {quotes: }", ["`answers.quotes`", "nothing"]),
        ("answers: {nearest: 21}", ["`answers.nearest`", "20"]),
        ("answers: {max_question_chars: 100001}", ["`answers.max_question_chars`", "100,000"]),
        ("search: {candidates: 10001}", ["`search.candidates`", "10,000"]),
        ("search: {rescored: 10001}", ["`search.rescored`", "10,000"]),
        ("documents: {max_file_mb: 2001}", ["`documents.max_file_mb`", "2,000"]),
        ("answers: [1]", ["`answers`", "a mapping", "a list"]),
        ("- a\n- b", ["list"]),
        ("answers: {quotes: 1, quotes: 2}", ["quotes", "twice"]),
        ("answers:\n\tquotes: 1", ["line 2"]),
        ("documents: {folder: index}", ["`documents.folder`", "`index.folder`"]),
        ("documents: {folder: .}", ["`documents.folder`", "`index.folder`"]),
        ("documents: {folder: index/var/../var}", ["`documents.folder`", "`index.folder`"]),
        ("index: {folder: knowledge/documents/var}", ["`documents.folder`", "`index.folder`"]),
    ],
)
def test_a_mistake_is_named_in_plain_words(tmp_path: Path, text: str, facts: list[str]) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    message = str(caught.value)
    assert all(fact in message for fact in (*facts, "config.yaml")), message
    assert not re.search(r"\b(?:int|float|str|dict|object|array|NoneType|tuple)\b", message)


@pytest.mark.parametrize("text", ["base: /tmp", "bases: /tmp", "bas: /tmp"])
def test_where_the_file_stands_is_no_setting(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match="unknown key") as caught:
        load(tmp_path, text)
    assert "`base`" not in str(caught.value).partition(";")[2]


def test_the_largest_and_smallest_values_are_allowed(tmp_path: Path) -> None:
    config = load(tmp_path, "answers: {threshold: 1, quotes: 20, nearest: 1}\nsearch: {candidates: 10000}")
    assert (config.answers.threshold, config.answers.quotes, config.answers.nearest) == (1.0, 20, 1)
    assert isinstance(config.answers.threshold, float)


def test_lists_become_what_cannot_be_changed(tmp_path: Path) -> None:
    config = load(tmp_path, "aliases: [[UN, United Nations]]\ntopics: {a: {title: A, queries: [b, c]}}")
    assert config.aliases == (("UN", "United Nations"),)
    assert config.topics["a"].queries == ("b", "c")


def test_a_neighbour_with_a_like_name_is_another_folder(tmp_path: Path) -> None:
    assert load(tmp_path, "documents: {folder: papers}\nindex: {folder: papers-index}").index.folder == "papers-index"


def test_a_link_does_not_hide_that_folders_lie_in_each_other(tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "papers")
    with pytest.raises(ConfigError, match=r"`index\.folder`"):
        load(tmp_path, "documents: {folder: papers}\nindex: {folder: link/var}")


def test_a_file_in_another_encoding_says_so(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_bytes("answers: {quotes: 1}".encode("utf-16"))
    with pytest.raises(ConfigError, match="UTF-8"):
        load_config(tmp_path / "config.yaml")


def test_a_folder_is_no_configuration(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot read"):
        load_config(tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.yaml.*--config"):
        load_config(tmp_path / "nowhere.yaml")
