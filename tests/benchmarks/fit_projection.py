"""Fit the matrix that token vectors are shortened with: `python -m tests.benchmarks.fit_projection FILE...`.

The files are corpora, a JSON object with a "text" a line. The matrix holds the leading directions of the
(uncentred) covariance of the configured model's token vectors.
"""

import json
import sys
from pathlib import Path

import numpy as np

import index.tokens
from index.engines.loading import load_engine
from index.engines.models import BUNDLED_MODEL
from tests.benchmarks.sets import WORK

_DIMENSIONS = 128
_TEXTS_A_FILE = 200


def main(files: list[str]) -> None:
    """Fit on an even sample of every file's texts and write the matrix beside index/tokens.py."""
    texts: list[str] = []
    for file in files:
        found = [json.loads(line)["text"][:1200] for line in Path(file).read_text("utf-8").splitlines()]
        texts += found[:: max(1, len(found) // _TEXTS_A_FILE)]
    embedder = load_engine(BUNDLED_MODEL, "fp32", WORK / "models")
    tokens = np.concatenate([each.vectors for each in embedder.embed_tokens(texts)[1]])
    variances, directions = np.linalg.eigh(tokens.T @ tokens / len(tokens))
    leading = directions[:, ::-1][:, :_DIMENSIONS]
    kept = variances[::-1][:_DIMENSIONS].sum() / variances.sum()
    folder = Path(index.tokens.__file__).with_name("projections")
    folder.mkdir(exist_ok=True)
    np.save(folder / f"{embedder.identity.sha256[:12]}.npy", leading.astype(np.float16))
    print(f"{len(tokens)} tokens of {len(texts)} texts; {_DIMENSIONS} dimensions keep {kept:.3f} of the squared length")


if __name__ == "__main__":
    main(sys.argv[1:])
