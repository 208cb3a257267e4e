# make run     the platform with a demonstration, on http://127.0.0.1:$(PORT)
# make test    the suite, on SQLite
# make postgres   what asks a database, once more on PostgreSQL
# make browser    members, strangers and the office in Chromium
# make lint    style, types, import contracts
# make ci      everything that must hold before a change lands (PostgreSQL, Redis, Chromium and nginx required; HTML is checked where Java is)
# make services   real servers and workers, killed and reloaded and rushed at (PostgreSQL, Redis and nginx required)
# make plans   every list at half a million rows: fails where PostgreSQL would scan, skip over rows or count them all
# make bench   requests per second and p95, as ratios to a bare view in the same run; memory; the start after a kill
# make messages   extract the translatable strings and compile the French

PORT ?= 8000
PYTHON ?= python3
BIN = .venv/bin
POSTGRES ?= postgres://postgres@127.0.0.1:5432
# The arithmetic of a jury: every branch is tested.
JUDGING = --cov-branch --cov-fail-under 100 --cov-report term-missing:skip-covered $(foreach part,allocation ranking recount scoring,--cov pafso.judging.$(part))
export PORT

.PHONY: run test postgres browser lint ci services plans bench messages lock clean

run: .venv/.runtime
	@$(BIN)/python manage.py run

test: .venv/.dev
	@$(BIN)/python manage.py messages --compile
	$(BIN)/python -m tests.suite sqlite

postgres: .venv/.dev
	@$(BIN)/python manage.py messages --compile
	$(BIN)/python -m tests.suite postgres

browser: .venv/.dev
	@$(BIN)/python manage.py messages --compile
	$(BIN)/python -m tests.suite browser

lint: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/python manage.py messages --compile
	$(BIN)/mypy

ci: export REQUIRE_ALL = 1
ci: .venv/.dev .venv/.nu lint
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py messages --check
	$(BIN)/python -m tests.deployed check --deploy --fail-level WARNING
	$(BIN)/python manage.py spectacular --validate --fail-on-warn --file /dev/null
	$(BIN)/python -m pytest -q -p no:cacheprovider -m schema tests/house/test_schema.py
	$(BIN)/python -m pytest -q -p no:cacheprovider $(JUDGING) tests/pafso/judging
	$(BIN)/python -m tests.security_page --check
	$(BIN)/python -m tests.mails_page --check
	$(MAKE) plans
	$(MAKE) services
	$(MAKE) browser
	$(MAKE) postgres
	$(MAKE) test

services: export REQUIRE_ALL = 1
services: .venv/.dev
	@$(BIN)/python manage.py messages --compile
	TEST_DATABASE_URL=$(POSTGRES)/pafso $(BIN)/python -m pytest -q -p no:cacheprovider -m services tests/upgrade
	TEST_DATABASE_URL=$(POSTGRES)/pafso $(BIN)/python -m pytest -q -p no:cacheprovider -n 2 --dist loadfile -m services --ignore tests/upgrade tests

plans: .venv/.dev
	@$(BIN)/python manage.py messages --compile
	TEST_DATABASE_URL=$(POSTGRES)/pafso_plans $(BIN)/python -m pytest -q -p no:cacheprovider --timeout 600 -m plans tests/plans

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

# The Nu Html Checker, a program in Java: `make ci` reads every page with it where Java is installed.
.venv/.nu: requirements/nu/package-lock.json .venv/.uv
	@if command -v java >/dev/null; then echo "Installing requirements/nu" && mkdir -p .venv/nu && cp requirements/nu/*.json .venv/nu/ && \
	cd .venv/nu && npm ci --quiet --no-audit --no-fund --ignore-scripts --omit-lockfile-registry-resolved && touch ../.nu; \
	else echo "Java is not installed here: the pages are not read by the Nu Html Checker."; fi

define install
echo "Installing $(1)" && { $(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r $(1) || \
$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1); }
endef
