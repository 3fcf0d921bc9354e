from dataclasses import replace

import pytest

from bot.discord import document_keys
from bot.errors import RequestError
from index.storage.stored import StoredDocument
from tests.conftest import BRIEFING, AssistantMaker


@pytest.fixture
def copies(make_assistant: AssistantMaker) -> list[StoredDocument]:
    assistant = make_assistant({"a/water.md": BRIEFING, "b/water.md": BRIEFING})
    assistant.reindex()
    return assistant.sources()


def test_a_copy_of_a_text_is_another_document(copies: list[StoredDocument]) -> None:
    for each in copies:
        assert document_keys.with_key(copies, document_keys.key_of(each)) == each
        assert document_keys.meant(copies, document_keys.choice_of(each)) == each.name


def test_a_key_fits_neither_another_text_nor_another_name(copies: list[StoredDocument]) -> None:
    one, other = copies
    assert one.sha256 == other.sha256
    changed = [replace(one, sha256="0" * 64), other]
    with pytest.raises(RequestError, match="look it up again"):
        document_keys.with_key(changed, document_keys.key_of(one))
    with pytest.raises(RequestError, match="look it up again"):
        document_keys.meant([other], document_keys.choice_of(one))


def test_keys_as_they_were_once_fit_nothing(copies: list[StoredDocument]) -> None:
    with pytest.raises(RequestError, match="look it up again"):
        document_keys.meant(copies, f"#{copies[0].sha256[:12]}")


def test_a_name_that_looks_like_a_choice_is_a_name(copies: list[StoredDocument]) -> None:
    odd = replace(copies[0], name="#0123456789ab")
    assert document_keys.meant([odd], odd.name) == odd.name
    assert document_keys.meant([odd], "#notes") == "#notes"
