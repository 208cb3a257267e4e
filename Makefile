# make run     the platform with a demonstration, on http://127.0.0.1:$(PORT)
# make test    the suite; says which of PostgreSQL, Redis and Chromium it did without
# make lint    style, types, import contracts
# make ci      everything that must hold before a change lands (PostgreSQL, Redis and Chromium required)
# make bench   requests per second and p95, as ratios to a bare view in the same run; memory; the start after a kill
# make messages   extract the translatable strings and compile the French

PORT ?= 8000
PYTHON ?= python3
BIN = .venv/bin
POSTGRES ?= postgres://postgres@127.0.0.1:5432
export PORT

.PHONY: run test lint ci bench messages lock clean

run: .venv/.runtime
	@$(BIN)/python manage.py run

test: .venv/.dev
	@$(BIN)/python manage.py messages --compile
	$(BIN)/python -m tests.suite

lint: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/python manage.py messages --compile
	$(BIN)/mypy

ci: export REQUIRE_ALL = 1
ci: .venv/.dev lint
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py messages --check
	$(BIN)/python -m tests.deployed check --deploy --fail-level WARNING
	$(BIN)/python manage.py spectacular --validate --fail-on-warn --file /dev/null
	$(BIN)/python -m tests.security_page --check
	$(MAKE) test

bench: .venv/.dev
	@$(BIN)/python manage.py messages --compile
	$(BIN)/python -m tests.bench

messages: .venv/.dev
	$(BIN)/python manage.py messages

lock:
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q pyproject.toml -o requirements/runtime.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q pyproject.toml --group dev -o requirements/dev.txt

clean:
	rm -rf .venv var

# uv installs in seconds what pip installs in a minute; where uv cannot be had, pip does it. Both compile what they install: a
# process that finds no bytecode compiles 1,500 modules at every start.
.venv/.uv: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; set PYTHON=…" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt || true
	@touch $@

.venv/.runtime: requirements/runtime.txt .venv/.uv
	@$(call install,requirements/runtime.txt)
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.uv
	@$(call install,requirements/dev.txt)
	@touch .venv/.runtime $@

define install
echo "Installing $(1)" && { $(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r $(1) || \
$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1); }
endef
