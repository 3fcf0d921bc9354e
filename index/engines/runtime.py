"""Graphs made fast and run; the one file that imports onnxruntime."""

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeAlias

import onnxruntime as ort
from numpy.typing import NDArray

from index.memory import give_back

_PROVIDERS = ["CPUExecutionProvider"]
_WEIGHTS_FILE = "weights.bin"


Inputs: TypeAlias = "dict[str, NDArray[Any]]"
Arrays: TypeAlias = "list[NDArray[Any]]"


class Graph:
    """An optimised graph, safe to share between threads."""

    def __init__(self, file: Path) -> None:
        """Open it so that all processors work at each run."""
        self._file = file
        self._session = _session(file, processors())

    def run(self, outputs: Sequence[str], inputs: Inputs) -> Arrays:
        """Return the outputs of these names."""
        found: Arrays = self._session.run(outputs, inputs)
        return found

    def run_all(self, outputs: Sequence[str], inputs: Iterable[Inputs]) -> Iterator[Arrays]:
        """Run it for each of many inputs, as many at once as there are processors; yield the outputs in order.

        Processors that each do work of their own need not wait for one another at every layer. What memory this
        takes is given back at the end.
        """
        try:
            session = _session(self._file, threads=1)
        except Exception:  # the library's own; the file is gone with its folder, but what is open stays
            session = self._session
        waiting: deque[Future[Arrays]] = deque()
        pool = ThreadPoolExecutor(processors(), "embedding")
        try:
            for each in inputs:
                waiting.append(pool.submit(session.run, outputs, each))
                if len(waiting) > 2 * processors():
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)
            waiting.clear()
            del session
            give_back()


def optimise(source: Path, target: Path) -> None:
    """Write a graph with its operations fused, the weights beside it.

    A file of weights is mapped instead of read: the start takes a third of the time, and the
    process less than two thirds of the memory. Nothing in it depends on the kind of processor.
    """
    options = _options(ort.GraphOptimizationLevel.ORT_ENABLE_EXTENDED)
    options.optimized_model_filepath = str(target)
    options.add_session_config_entry("session.optimized_model_external_initializers_file_name", _WEIGHTS_FILE)
    options.add_session_config_entry("session.optimized_model_external_initializers_min_size_in_bytes", "1024")
    ort.InferenceSession(str(source), options, providers=_PROVIDERS)


def quantise(source: Path, target: Path) -> None:
    """Write a graph whose matrices, the embedding table among them, are of 8-bit whole numbers.

    Weights get a scale a column; what flows through the graph is scaled as a whole when it is run.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.quant_utils import add_pre_process_metadata

    model = onnx.load(source)
    add_pre_process_metadata(model)  # keeps the library from advising what `optimise` does anyway
    quantize_dynamic(
        model,
        target,
        weight_type=QuantType.QInt8,
        per_channel=True,
        op_types_to_quantize=["MatMul", "Gather"],
        extra_options={"MatMulConstBOnly": True},
    )


def _session(file: Path, threads: int) -> Any:
    options = _options(ort.GraphOptimizationLevel.ORT_DISABLE_ALL)  # `optimise` did it
    options.intra_op_num_threads = threads
    # Within a run threads wait actively for one another, since waking them costs more than a part of a
    # layer; between runs that would only take the processor from all others.
    options.add_session_config_entry("session.intra_op.allow_spinning", "1")
    options.add_session_config_entry("session.force_spinning_stop", "1")
    return ort.InferenceSession(str(file), options, providers=_PROVIDERS)


def _options(level: Any) -> Any:
    options = ort.SessionOptions()
    options.graph_optimization_level = level
    options.log_severity_level = 3  # errors are raised as well; warnings speak of the optimiser
    return options


def processors() -> int:
    """Count the processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
