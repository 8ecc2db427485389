# make demo: environment, install, run on the sample reports.   make test: environment, install, all checks and tests.
# Another Python (3.11 or newer):   make test PYTHON=python3.12

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
DEMO := outputs/demo
SAMPLES := corpus/reports/txt
ROSTER := corpus/roster.csv

.PHONY: demo test lock clean

demo: $(VENV)/.installed
	$(BIN)/xianbao run $(SAMPLES) -o $(DEMO) --roster $(ROSTER) --fail-on never
	@echo "对比工作簿：$(DEMO)/comparison.xlsx"

test: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest --cov --cov-report=term

# the pinned versions that demo and test install, made again from pyproject.toml in a fresh environment
lock:
	PYTHON="$(PYTHON)" tools/lock.sh

clean:
	rm -rf $(VENV) $(DEMO) .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "需要 Python 3.11 或更新的版本；可用 make PYTHON=python3.12 … 另行指定。" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
	touch $@

# one stamp for each set of packages; a second call finds them newer than what they were made from and does nothing
$(VENV)/.installed: $(VENV)/.made pyproject.toml requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.lock -e .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.made pyproject.toml requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.lock -e '.[dev]'
	touch $(VENV)/.installed $@
