"""A sentence-transformers model to a graph for ONNX Runtime; with it the one file that imports torch.

Inputs of the graph: `input_ids` and `attention_mask`, int64, shape (texts, tokens). Outputs, float32:
`pooled`, shape (texts, dimension), and `tokens`, the last hidden state, shape (texts, tokens, hidden
size), both in rows of length 1.
"""

import warnings
from pathlib import Path
from typing import Any

import torch

from index.engines.exports import OPSET
from index.engines.models import first_line
from index.errors import Unsupported

_LAYOUTS = (["Transformer", "Pooling", "Normalize"], ["Transformer", "Pooling"])
_POOLINGS = ("mean", "cls", "max")


def require_supported(model: Any) -> None:
    """Raise Unsupported unless the model is a transformer, one plain pooling and at most a normalisation."""
    layout = [type(module).__name__ for module in model]
    if layout not in _LAYOUTS:
        raise Unsupported(f"its modules are {', '.join(layout)}")
    if model[1].pooling_mode not in _POOLINGS:
        raise Unsupported(f"its pooling is {model[1].pooling_mode}")
    if model.default_prompt_name:
        raise Unsupported(f"it puts the prompt {model.default_prompt_name!r} before each text")
    if not getattr(model.tokenizer, "is_fast", False):
        raise Unsupported("its tokenizer has no tokenizer.json")


def tokenizer_json(model: Any) -> str:
    """Return the tokenizer as the `tokenizers` library reads it."""
    return str(model.tokenizer.backend_tokenizer.to_str())


def export(model: Any, target: Path) -> None:
    """Write the model's graph; raise Unsupported."""
    require_supported(model)
    encoded = model.tokenizer(["Two texts.", "They are not of the same length."], padding=True, return_tensors="pt")
    inputs = (encoded["input_ids"], encoded["attention_mask"])
    names = ["input_ids", "attention_mask"]
    transformer = model[0].auto_model
    before = transformer.config._attn_implementation
    try:
        # In plain operations: of torch's own attention the exporter makes one that looks for NaN in every place,
        # which takes an eighth of the time.
        transformer.set_attn_implementation("eager")
        # What tracing warns of is caught where it matters: by comparison with the reference.
        with torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                _Graph(transformer, model[1].pooling_mode).eval(),
                inputs,
                str(target),
                input_names=names,
                output_names=["pooled", "tokens"],
                dynamic_axes={
                    **{name: {0: "texts", 1: "tokens"} for name in [*names, "tokens"]},
                    "pooled": {0: "texts"},
                },
                opset_version=OPSET,
                dynamo=False,
            )
    except Exception as error:  # the exporter raises whatever its parts raise
        raise Unsupported(f"exporting failed ({type(error).__name__}: {first_line(error)})") from error
    finally:
        transformer.set_attn_implementation(before)


class _Graph(torch.nn.Module):
    """Transformer, pooling and normalisation as one."""

    def __init__(self, transformer: torch.nn.Module, pooling: str) -> None:
        super().__init__()
        self._transformer = transformer
        self._pooling = pooling

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        states = self._transformer(input_ids=input_ids, attention_mask=attention_mask, return_dict=True)[0]
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        if self._pooling == "cls":
            pooled = states[:, 0]
        elif self._pooling == "max":
            pooled = states.masked_fill(mask == 0, -1e9).max(1).values
        else:
            pooled = (states * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
        return torch.nn.functional.normalize(pooled, dim=-1), torch.nn.functional.normalize(states, dim=-1)
