"""Token vectors survive packing, in few bytes, and are found again by character."""

import numpy as np
import pytest

from index.embedding import Embedder, TokenVectors
from index.tokens import TokenCodec, codec_for

TEXTS = ["The pumps stopped on 1 March.", "قالت الوكالة إن المياه قليلة", "x"]


@pytest.mark.parametrize("text", TEXTS)
def test_unpacked_tokens_are_nearly_what_was_packed(model: Embedder, text: str) -> None:
    codec = codec_for(model.identity)
    found = model.embed_tokens([text])[1][0]
    exact = codec.project(found)
    kept = codec.unpack([codec.pack(found)], exact.vectors.shape[1])
    assert kept.starts[0].tolist() == exact.starts.tolist() == found.starts.tolist()
    assert (exact.vectors * kept.vectors).sum(axis=1).min() > 0.95
    assert np.linalg.norm(kept.vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_a_token_takes_less_than_a_twentieth_of_its_vector(model: Embedder) -> None:
    found = model.embed_tokens([TEXTS[0]])[1][0]
    assert len(codec_for(model.identity).pack(found)) < found.vectors.nbytes / 20


def test_starts_point_at_the_words(model: Embedder) -> None:
    starts = model.embed_tokens([TEXTS[0]])[1][0].starts
    assert [TEXTS[0][start] for start in starts[:4]] == ["T", "p", "s", "o"]


def test_a_model_without_a_projection_keeps_all_dimensions() -> None:
    rows = np.eye(3, 8, dtype=np.float32)
    found = TokenVectors(np.arange(3, dtype=np.int32), np.array([0, 4, 9]), rows)
    codec = TokenCodec(None)
    assert codec.unpack([codec.pack(found)], 8).vectors == pytest.approx(rows, abs=0.02)


def test_texts_come_back_one_after_the_other(model: Embedder) -> None:
    codec = codec_for(model.identity)
    none = TokenVectors(np.empty(0, np.int32), np.empty(0, np.int64), np.empty((0, 384), np.float32))
    packed = [codec.pack(each) for each in (*model.embed_tokens(TEXTS)[1], none)]
    alone, together = [codec.unpack([each], 128) for each in packed], codec.unpack(packed, 128)
    assert [each.tolist() for each in together.starts] == [each.starts[0].tolist() for each in alone]
    assert np.array_equal(together.vectors, np.concatenate([each.vectors for each in alone]))


@pytest.mark.parametrize("data", [b"", b"\1", b"\1\0\0\0", b"\xff\xff\xff\xff" + bytes(64), bytes(5)])
def test_what_was_never_packed_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"shape|buffer"):
        TokenCodec(None).unpack([data], 8)
