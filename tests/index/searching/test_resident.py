"""What is kept in memory of the store."""

from pathlib import Path

import pytest

from bot.assistant import Assistant
from index.searching import resident


def test_what_reading_many_vectors_took_is_given_back(
    shipped: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_back: list[bool] = []
    monkeypatch.setattr(resident, "give_back", lambda: given_back.append(True))
    identity = shipped.searcher._load().identity
    for worth, times in ((10**6, 0), (1, 1)):
        monkeypatch.setattr(resident, "_WORTH_GIVING_BACK", worth)
        residence = resident.Residence(10**6, tmp_path / "codes.npz")
        with shipped.store.reading() as reader:
            for _ in range(2):
                residence.of(reader, identity)
        assert len(given_back) == times
