# `make help` lists the targets. Everything is installed into .venv; nothing else on the machine changes.
.DEFAULT_GOAL := help
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
TORCH := torch==2.13.0
TORCH_CPU_INDEX := https://download.pytorch.org/whl/cpu
Q ?= What does the US say about the demands?
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

.PHONY: help setup ask chat bot index test faults bench bench-answers bench-peers chart check format clean

help: ## List the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(VENV)/.installed ## Install what the bot needs into .venv

ask: $(VENV)/.installed ## Answer a question: make ask Q="Who is affected?"
	@$(BIN)/python -m bot index --quiet
	@$(BIN)/python -m bot ask -- "$$Q"
export Q

chat: $(VENV)/.installed ## Ask in a terminal conversation
	@$(BIN)/python -m bot chat

bot: $(VENV)/.installed ## Answer in Discord; see "In Discord" in README.md
	@$(BIN)/python -m bot run

index: $(VENV)/.installed ## Bring the index up to the documents folder
	@$(BIN)/python -m bot index

test: $(VENV)/.installed-dev ## Run all tests
	@$(BIN)/python -m pytest -n auto --maxprocesses 4

faults: $(VENV)/.installed-dev ## Kill, damage and crowd the store for some minutes
	@FULL_FAULTS=1 $(BIN)/python -m pytest tests/index/test_faults.py

bench-answers: $(VENV)/.installed-dev ## Measure the answers on public question sets, from the folder in QUESTION_SETS
	@$(BIN)/python -m tests.benchmarks.bench_answers
	@$(BIN)/python -m tests.benchmarks.handmade

check: $(VENV)/.installed-dev ## Run ruff and mypy
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(VENV)/.installed-dev ## Let ruff format and mend what it can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(VENV)/.installed-dev ## Measure speed and size: make bench PARTS=scale SIZES="10000 1000000"
	@$(BIN)/python -m tests.benchmarks.bench $(PARTS) $(if $(SIZES),--sizes $(SIZES))

bench-peers: $(VENV)/.installed-dev ## Measure other stacks beside this one, each in its own environment
	@$(BIN)/python -m tests.benchmarks.peers.run $(PEERS)

chart: $(VENV)/.installed-dev ## Draw docs/bench.png from what was measured
	@$(BIN)/python -m tests.benchmarks.chart

clean: ## Remove .venv, the index and all caches
	rm -rf $(VENV) index/var .mypy_cache .ruff_cache .pytest_cache .hypothesis .bench *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# PyTorch's own index has a build for the processor alone; the plain package brings gigabytes of CUDA
# along, but is better than nothing where that index is out of reach.
$(VENV)/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one with make PYTHON=..."; exit 1; }
	@test -x $(BIN)/python || { echo "setting up $(VENV), once; this takes a minute or two"; $(PYTHON) -m venv $(VENV); }
	@$(PIP) --retries 0 --index-url $(TORCH_CPU_INDEX) $(TORCH) || $(PIP) $(TORCH)
	@$(PIP) --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@$(PIP) --constraint constraints.txt --editable '.[dev]'
	@touch $@
