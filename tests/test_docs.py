"""The documentation names every command and every setting, and every setting with its default."""

import dataclasses
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
import yaml

from bot.config import Config
from bot.terminal.commands import cli
from knowledge.readers import read_document
from tests import ROOT, SHIPPED

README = (ROOT / "README.md").read_text(encoding="utf-8")


def settings(shape: Any = Config, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for each in dataclasses.fields(shape):
        if each.name in ("base", "topics", "aliases", "question_aliases"):
            continue
        if dataclasses.is_dataclass(each.type):
            yield from settings(each.type, f"{prefix}{each.name}.")
        else:
            made = each.default_factory
            yield f"{prefix}{each.name}", each.default if made is dataclasses.MISSING else made()


@pytest.mark.parametrize("name", cli.commands)
def test_the_readme_names_every_command(name: str) -> None:
    assert re.search(rf"^\| `{name}\b", README, re.MULTILINE)


@pytest.mark.parametrize(("key", "default"), list(settings()))
def test_the_shipped_configuration_shows_every_setting_with_its_default(key: str, default: Any) -> None:
    value = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    for part in key.split("."):
        value = value[part]
    assert value == (list(default) if isinstance(default, tuple) else default)


def test_every_setting_is_explained_where_it_stands() -> None:
    lines = (ROOT / "config.yaml").read_text(encoding="utf-8").splitlines()
    keys = {key.rsplit(".", 1)[1] for key, _ in settings()}
    for before, line in pairwise(lines):
        found = re.match(r"  (\w+):", line)
        if found and found[1] in keys:
            assert before.startswith("  #"), line


def test_the_readme_quotes_from_the_document_that_the_tests_use() -> None:
    found = read_document(SHIPPED.name, SHIPPED.read_bytes())
    ids = set(re.findall(rf"{re.escape(SHIPPED.name)} · (\w+)-(\d+)-(\d+)", README))
    assert ids
    for sha256, start, end in ids:
        assert found.sha256.startswith(sha256)
        quoted = " ".join(found.text[int(start) : int(end)].split())
        assert quoted in " ".join(README.replace("┃", "").split())


def test_the_tests_use_the_document_that_comes_with_the_bot() -> None:
    comes = ROOT / "knowledge" / "documents" / SHIPPED.name
    if not comes.exists() or comes.read_bytes().split(b"\n")[0] != SHIPPED.read_bytes().split(b"\n")[0]:
        pytest.skip("it was replaced or removed, as README.md invites to")
    assert comes.read_bytes() == SHIPPED.read_bytes()
