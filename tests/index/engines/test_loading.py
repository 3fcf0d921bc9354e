import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.embedding import Embedder
from index.engines import exports, models, runtime
from index.engines.compiled import CompiledEmbedder
from index.engines.loading import EngineLoader, load_engine
from index.engines.sentence_transformer import SentenceTransformerEmbedder
from index.errors import ModelError

_TEXTS = [
    "Who closed the bridge?",
    "",
    "وقف إطلاق النار في قطاع غزة",
    "🕊️ 👩‍👩‍👧 — ½ naïve",
    " ".join(["The convoy reached the north only in part."] * 250),
    "[SEP] is written out here [CLS]",
]
_SERVES = """
import sys
import threading
from pathlib import Path
from index.engines.loading import EngineLoader
embedder = EngineLoader(sys.argv[1], "fp32", Path(sys.argv[2]))()
embedder.embed(["Who closed the bridge?"])
embedder.embed_tokens(["one", "two and three"])
embedder.count_tokens(["one"])
heavy = "torch transformers sentence_transformers scipy sklearn huggingface_hub onnx".split()
print([name for name in heavy if name in sys.modules])
"""


def test_the_bundled_model_is_compiled_and_says_what_it_is(compiled: Embedder, compiled_folder: Path) -> None:
    assert isinstance(compiled, CompiledEmbedder)
    assert compiled.identity.dimension == 384
    assert compiled.identity.precision == "fp32"
    assert compiled.max_tokens == 254
    facts = json.loads(next(compiled_folder.glob("*/facts.json")).read_text())
    assert facts["smallest_cosine"]["texts"] >= 0.9999
    assert facts["smallest_cosine"]["tokens"] >= 0.9999


def test_vectors_equal_the_reference(compiled: Embedder, reference: SentenceTransformerEmbedder) -> None:
    found, expected = compiled.embed(_TEXTS), reference.embed(_TEXTS)
    assert found.dtype == np.float32
    assert (found * expected).sum(axis=1).min() >= 0.9999
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-5)


def test_token_vectors_equal_the_reference(compiled: Embedder, reference: SentenceTransformerEmbedder) -> None:
    vectors, found = compiled.embed_tokens(_TEXTS)
    _, expected = reference.embed_tokens(_TEXTS)
    assert (vectors * compiled.embed(_TEXTS)).sum(axis=1).min() >= 0.9999
    for one, other in zip(found, expected, strict=True):
        assert one.ids.tolist() == other.ids.tolist()
        assert one.vectors.shape == other.vectors.shape == (len(one.ids), 384)
        assert np.allclose(one.vectors, other.vectors, atol=1e-4)
    assert len(found[1].ids) == 0
    assert len(found[4].ids) == compiled.max_tokens


def test_tokens_are_counted_like_the_reference(compiled: Embedder, reference: SentenceTransformerEmbedder) -> None:
    counts = compiled.count_tokens(_TEXTS)
    assert counts == reference.count_tokens(_TEXTS)
    assert counts[1] == 0
    assert counts[4] == 250 * 9
    assert compiled.count_tokens([]) == []


def test_order_survives_the_batches(compiled: Embedder) -> None:
    texts = [f"{'word ' * (at * 7 % 40)}{at}" for at in range(60)]
    vectors, tokens = compiled.embed_tokens(texts)
    for at in (0, 17, 59):
        alone, (alone_tokens,) = compiled.embed_tokens([texts[at]])
        assert float(vectors[at] @ alone[0]) >= 0.9999
        assert tokens[at].ids.tolist() == alone_tokens.ids.tolist()
        assert (tokens[at].vectors * alone_tokens.vectors).sum(axis=1).min() >= 0.9999
    assert sorted(at for at, *_ in compiled.embed_each(texts)) == list(range(60))
    assert compiled.embed([]).shape == (0, 384)
    assert list(compiled.embed_each([])) == []


def test_many_texts_are_embedded_when_the_files_are_gone(
    compiled: Embedder, compiled_folder: Path, tmp_path: Path
) -> None:
    texts = [f"text {at}" for at in range(40)]
    shutil.copytree(compiled_folder, tmp_path / "models")
    found = load_engine(models.BUNDLED_MODEL, "fp32", tmp_path / "models")
    shutil.rmtree(tmp_path / "models")
    assert (found.embed(texts) * compiled.embed(texts)).sum(axis=1).min() >= 0.9999


def test_an_older_compiled_model_makes_room_for_the_newer(own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (before,) = (each.parent for each in own_folder.glob("*/facts.json"))
    monkeypatch.setattr(exports, "FORMAT", exports.FORMAT + 1)
    load_engine(models.BUNDLED_MODEL, "fp32", own_folder)
    (after,) = (each.parent for each in own_folder.glob("*/facts.json"))
    assert after != before


def test_what_is_not_wanted_any_more_is_not_embedded(compiled: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    given_back: list[bool] = []
    monkeypatch.setattr(runtime, "give_back", lambda: given_back.append(True))
    each = compiled.embed_each([f"text {at}" for at in range(200)])
    next(each)
    each.close()  # type: ignore[attr-defined]
    assert given_back
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("embedding_")]


def test_serving_imports_nothing_heavy(compiled_folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _SERVES, models.BUNDLED_MODEL, str(compiled_folder)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("pooling", ["mean", "cls", "max"])
def test_any_other_model_is_compiled(make_model: Callable[..., Path], tmp_path: Path, pooling: str) -> None:
    name = str(make_model(pooling))
    found = load_engine(name, "fp32", tmp_path)
    assert isinstance(found, CompiledEmbedder)
    assert found.identity.name == name
    assert found.identity.dimension == 32
    assert found.max_tokens == 46
    assert isinstance(load_engine(name, "fp32", tmp_path), CompiledEmbedder)


def test_an_unknown_pooling_is_served_by_the_reference(
    make_model: Callable[..., Path], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    name = str(make_model("weightedmean"))
    for _ in range(2):  # the second time, what is known is not tried again
        caplog.clear()
        found = load_engine(name, "fp32", tmp_path)
        assert isinstance(found, SentenceTransformerEmbedder)
        told = [record.getMessage() for record in caplog.records if "cannot be compiled" in record.getMessage()]
        assert len(told) == 1
        assert "weightedmean" in told[0]
    assert "compiling" not in caplog.text
    with pytest.raises(ModelError, match="precision"):
        load_engine(name, "int8", tmp_path)


def test_int8_is_close_and_named(make_model: Callable[..., Path], tmp_path: Path) -> None:
    name = str(make_model("mean"))
    found, exact = load_engine(name, "int8", tmp_path), load_engine(name, "fp32", tmp_path)
    assert found.identity.precision == "int8"
    assert found.identity != exact.identity
    assert "int8" in str(found.identity)
    texts = ["the bridge was opened by night", "aid"]
    assert 0.95 <= (found.embed(texts) * exact.embed(texts)).sum(axis=1).min() < 1
    assert np.array_equal(found.embed(texts)[1:], found.embed(texts[1:])), "a vector depends on its company"


@pytest.mark.parametrize("damage", ["cut", "flip", "tokenizer", "facts", "gone"])
def test_a_damaged_export_is_made_again(make_model: Callable[..., Path], tmp_path: Path, damage: str) -> None:
    name = str(make_model("mean"))
    expected = load_engine(name, "fp32", tmp_path).embed(["the bridge"])
    folder = next(tmp_path.glob("*/facts.json")).parent
    weights = folder / "weights.bin"
    if damage == "cut":
        weights.write_bytes(weights.read_bytes()[:-100])
    elif damage == "flip":
        weights.write_bytes(weights.read_bytes()[::-1])
    elif damage == "tokenizer":
        (folder / "tokenizer.json").write_text("{")
    elif damage == "facts":
        (folder / "facts.json").write_text('{"files"')
    else:
        (folder / "model.onnx").unlink()
    assert np.allclose(load_engine(name, "fp32", tmp_path).embed(["the bridge"]), expected, atol=1e-6)
    assert json.loads((folder / "facts.json").read_text())["dimension"] == 32


def test_a_copied_export_serves_as_it_is(own_folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    os.utime(next(own_folder.glob("*/weights.bin")), (1, 1))
    assert isinstance(load_engine(models.BUNDLED_MODEL, "fp32", own_folder), CompiledEmbedder)
    assert not caplog.records


def test_changed_weights_are_another_model(make_model: Callable[..., Path], tmp_path: Path) -> None:
    folder = shutil.copytree(make_model("mean"), tmp_path / "model")
    before = load_engine(str(folder), "fp32", tmp_path / "models").identity
    weights = next(folder.rglob("*.safetensors"))
    data = bytearray(weights.read_bytes())
    data[-4:-2] = b"\x00\x00"
    weights.write_bytes(data)
    os.utime(weights, ns=(1, 1))
    assert load_engine(str(folder), "fp32", tmp_path / "models").identity != before


def test_a_kill_during_export_leaves_nothing_that_is_used(make_model: Callable[..., Path], tmp_path: Path) -> None:
    name = str(make_model("mean"))
    code = (
        "import sys, time, pathlib\nfrom index.engines import loading, probes\n"
        "probes.compare = lambda *_: (print('made', flush=True), time.sleep(60))\n"
        "loading.load_engine(sys.argv[1], 'fp32', pathlib.Path(sys.argv[2]))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, name, str(tmp_path)], stdout=subprocess.PIPE, cwd=Path(__file__).parents[3]
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == b"made\n"
        process.send_signal(signal.SIGKILL)
    left = list(tmp_path.glob("*.partial"))
    assert len(left) == 1
    assert not list(tmp_path.glob("*/facts.json"))
    old = time.time() - 7200
    os.utime(left[0], (old, old))
    assert isinstance(load_engine(name, "fp32", tmp_path), CompiledEmbedder)
    assert not list(tmp_path.glob("*.partial"))


def test_the_loader_loads_once_and_when_called(compiled_folder: Path) -> None:
    load = EngineLoader(models.BUNDLED_MODEL, "fp32", compiled_folder)
    assert (load.name, load.precision) == (models.BUNDLED_MODEL, "fp32")
    assert load() is load()


def test_altered_bundled_weights_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"other")
    with pytest.raises(ModelError, match="not those of"):
        models.weights_sha256(models.BUNDLED_MODEL, tmp_path)
