"""Clocks and scales for the benchmarks."""

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests import ROOT


def milliseconds(run: Callable[[str], object], questions: Sequence[str]) -> list[float]:
    """Return how long each question took."""
    taken = []
    for question in questions:
        begun = time.perf_counter()
        run(question)
        taken.append((time.perf_counter() - begun) * 1000)
    return taken


def spread(name: str, taken: Sequence[float]) -> dict[str, float]:
    """Return median and 95th percentile under names."""
    return {
        f"{name} p50, ms": round(statistics.median(taken), 2),
        f"{name} p95, ms": round(sorted(taken)[int(len(taken) * 0.95)], 2),
    }


def peak_mb() -> float:
    """Return the most memory that this process was resident in."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def resident_mb() -> float:
    """Return the memory that this process is resident in."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 2**20, 1)


def whole_process(*arguments: str, runs: int = 5) -> float:
    """Return the median seconds that a command of the bot takes as a process."""
    taken = []
    for _ in range(runs):
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-m", "bot", *arguments], cwd=ROOT, check=True, capture_output=True)
        taken.append(time.perf_counter() - begun)
    return round(statistics.median(taken), 3)


def in_own_process(module: str, *arguments: str) -> dict[str, Any]:
    """Run a module that prints one JSON object, so that its memory is its own."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def machine() -> dict[str, Any]:
    """Say where and how busy: figures of a busy machine only compare within one run."""
    return {"cores": os.cpu_count(), "load": round(os.getloadavg()[0], 1), "python": platform.python_version()}
