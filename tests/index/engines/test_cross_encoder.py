"""A cross-encoder that the configuration names orders the best passages."""

from pathlib import Path

import pytest

from index.engines.cross_encoder import CrossEncoder
from index.errors import ModelError
from tests import SHIPPED
from tests.conftest import BRIEFING, AssistantMaker

_WORDS = "the a of and two five pumps camps water litres day when did stop ceasefire talks ? . , ##s".split()


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cross-encoder of random weights, made through the real libraries."""
    import torch
    from transformers import (  # type: ignore[attr-defined]
        BertConfig,
        BertForSequenceClassification,
        BertTokenizerFast,
    )

    folder = tmp_path_factory.mktemp("cross-encoder")
    (folder / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *_WORDS]))
    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=len(_WORDS) + 5,
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=512,
        num_labels=1,  # type: ignore[call-arg]
        initializer_range=1.0,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizerFast(str(folder / "vocab.txt"), model_max_length=512).save_pretrained(folder)
    return folder


def test_hits_come_in_the_order_of_the_cross_encoder(make_assistant: AssistantMaker, tiny: Path) -> None:
    documents = {"water.md": BRIEFING, "talks.txt": SHIPPED.read_bytes()}
    question = "When did the pumps stop?"
    hits = make_assistant(documents, search={"cross_encoder": str(tiny)}).retrieve(question, 20)
    judged = CrossEncoder(str(tiny)).scores(question, [text for _, text in hits])
    assert judged == sorted(judged, reverse=True)
    assert [hit.score for hit, _ in hits] == pytest.approx(judged, abs=1e-4)
    plain = make_assistant(documents).retrieve(question, 20)
    assert {hit.passage.id for hit, _ in plain} == {hit.passage.id for hit, _ in hits}


def test_one_that_does_not_load_is_named_with_its_key(make_assistant: AssistantMaker, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assistant = make_assistant({"water.md": BRIEFING}, search={"cross_encoder": str(tmp_path / "empty")})
    with pytest.raises(ModelError, match=r"search\.cross_encoder"):
        assistant.ask("When did the pumps stop?")
