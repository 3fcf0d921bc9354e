"""Models for the tests of the engines: the bundled one, compiled once, and small ones made here."""

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from index.embedding import Embedder
from index.engines import models, sentence_transformer
from index.engines.loading import load_engine
from index.engines.sentence_transformer import SentenceTransformerEmbedder

_WORDS = "the a of and bridge river aid convoy was opened closed by night day 1 2 3 , . ? ##s ##ed".split()


@pytest.fixture(scope="session")
def compiled_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder in which the bundled model lies compiled; copy it before changing anything."""
    folder = tmp_path_factory.mktemp("compiled")
    load_engine(models.BUNDLED_MODEL, "fp32", folder)
    return folder


@pytest.fixture(scope="session")
def compiled(compiled_folder: Path) -> Embedder:
    return load_engine(models.BUNDLED_MODEL, "fp32", compiled_folder)


@pytest.fixture(scope="session")
def reference(compiled_folder: Path) -> SentenceTransformerEmbedder:
    files = models.find(models.BUNDLED_MODEL, compiled_folder)
    return sentence_transformer.load(models.BUNDLED_MODEL, files)


@pytest.fixture
def own_folder(compiled_folder: Path, tmp_path: Path) -> Path:
    """Give a copy of the folder with the compiled model."""
    return Path(shutil.copytree(compiled_folder, tmp_path / "models"))


@pytest.fixture(scope="session")
def make_model(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Give a function that makes a tiny model of random weights, with a pooling, through the real libraries."""

    @cache
    def make(pooling: str) -> Path:
        import torch
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.sentence_transformer import modules
        from transformers import BertConfig, BertModel, BertTokenizerFast  # type: ignore[attr-defined]

        folder = tmp_path_factory.mktemp(f"model-{pooling}")
        (folder / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *_WORDS]))
        torch.manual_seed(7)
        config = BertConfig(
            vocab_size=len(_WORDS) + 5,
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=4,
            intermediate_size=64,
            max_position_embeddings=64,
        )
        BertModel(config).save_pretrained(folder / "bert")
        BertTokenizerFast(str(folder / "vocab.txt"), model_max_length=64).save_pretrained(folder / "bert")
        transformer = modules.Transformer(str(folder / "bert"), max_seq_length=48)
        whole = SentenceTransformer(modules=[transformer, modules.Pooling(32, pooling_mode=pooling)], device="cpu")
        whole.save(str(folder / "whole"))
        return folder / "whole"

    return make
