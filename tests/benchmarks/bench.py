"""How quick and how large: `python -m tests.benchmarks.bench [PART...] [--sizes 10000 100000]`.

Parts: build, unchanged, scale, together. Prints a table and writes tests/benchmarks/results/bench.json, part by part.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from tests.benchmarks.measure import machine
from tests.benchmarks.parts import PARTS

RESULTS = Path(__file__).with_name("results") / "bench.json"


def main() -> None:
    """Measure the parts named, or all, and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--sizes", nargs="*", type=int, default=[10_000, 100_000], help="passages for part scale")
    arguments = parser.parse_args()
    results: dict[str, Any] = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    for name in arguments.parts or PARTS:
        for label, figures in PARTS[name](arguments.sizes):
            results[label] = {**figures, **machine()}
            for measure, value in figures.items():
                print(f"{label:28}{measure:44}{value:>12}", flush=True)
            RESULTS.parent.mkdir(exist_ok=True)
            RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
