"""Draw docs/bench.png from the results: `python -m tests.benchmarks.chart`."""

import json
from pathlib import Path
from typing import Any

import matplotlib as mpl

from tests import ROOT

mpl.use("agg")
from matplotlib import pyplot as plt  # after the backend is chosen

_RESULTS = Path(__file__).with_name("results")
_PEER_MEASURES = ("restart to first answer, s", "resident, MB", "question p50, ms", "build, passages/s")
_SCALE_MEASURES = ("embed p50, ms", "dense p50, ms", "lexical p50, ms", "embed and retrieve p50, ms")


def main() -> None:
    """Draw one panel a measure of the peers, and one of the stages by size."""
    peers, bench = _read("peers.json"), _read("bench.json")
    figure, panels = plt.subplots(3, 2, figsize=(8, 8), dpi=100, layout="constrained")
    for panel, measure in zip(panels.flat, _PEER_MEASURES, strict=False):
        shown = {name: each[measure] for name, each in peers.items() if measure in each}
        colours = ["#1f6f8b" if name.startswith("ours") else "#b8b8b8" for name in shown]
        panel.bar_label(panel.barh(list(shown), list(shown.values()), color=colours), padding=2, fontsize=8)
        panel.invert_yaxis()
        panel.margins(x=0.2)
        panel.set_title(measure, fontsize=10)
    sizes = {label.split()[1]: each for label, each in bench.items() if len(label.split()) == 2 and "scale" in label}
    for at, measure in enumerate(_SCALE_MEASURES):
        heights = [each[measure] for each in sizes.values()]
        places = [place + at * 0.2 for place in range(len(sizes))]
        panels[2][0].bar(places, heights, 0.18, label=measure.removesuffix(" p50, ms"))
    panels[2][0].set_xticks([place + 0.3 for place in range(len(sizes))], [f"{int(size):,}" for size in sizes])
    panels[2][0].set_title("a question by stage, p50 in ms, by passages", fontsize=10)
    panels[2][0].legend(fontsize=8)
    memory = [each["resident, MB"] for each in sizes.values()]
    panels[2][1].bar_label(panels[2][1].bar([f"{int(size):,}" for size in sizes], memory, color="#1f6f8b"), fontsize=8)
    panels[2][1].set_title("resident memory by passages, MB", fontsize=10)
    (ROOT / "docs").mkdir(exist_ok=True)
    figure.savefig(ROOT / "docs" / "bench.png")


def _read(name: str) -> dict[str, Any]:
    file = _RESULTS / name
    found: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return found


if __name__ == "__main__":
    main()
