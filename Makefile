# What one does with this checkout. Needs Python 3.11 or later and make; all else is set up in .venv.
#
#   make run      the Manager with its demo world, until Ctrl-C; PORT=8001, DATA=folder can be set
#   make test     every test, browser journeys included; TESTS="tests/core -k receive" for some
#   make check    style, types, layers, templates, generated pages, migrations, locks
#   make lock     requirements*.txt anew from pyproject.toml
#   make reference  docs/reference/ anew from the code
#   make messages   src/changehands/locale/ anew from the sources; says what is not translated yet
#   make pictures   docs/pictures/ anew from the running demo
#   make lighthouse  measures pages as a phone sees them; needs node and npm
#   make clean    remove what the others made, except data
#
# PYTHON names another interpreter: make run PYTHON=python3.13

PYTHON = python3
TESTS =
PIP = .venv/bin/python -m pip --quiet --disable-pip-version-check install --root-user-action=ignore
COMPILE = .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header

.PHONY: run test check lock reference messages pictures lighthouse clean browser

run: .venv/.run
	@DEMO=true exec .venv/bin/changehands up --demo

test: .venv/.dev browser
	.venv/bin/coverage run -m pytest $(TESTS)
	.venv/bin/coverage report --skip-covered --skip-empty

check: .venv/.dev
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports --no-logo
	find src -name '*.html' -exec .venv/bin/djade --target-version 5.2 --check {} +
	.venv/bin/python -m pytest -q tests/test_generated.py tests/test_messages.py

reference: .venv/.run
	.venv/bin/changehands reference docs/reference

messages: .venv/.dev
	.venv/bin/python tools/messages.py
	.venv/bin/python tools/messages.py check

pictures: .venv/.dev browser
	.venv/bin/python tools/pictures.py

lighthouse: .venv/.dev browser
	.venv/bin/python tools/lighthouse/measure.py

lock: .venv/.dev
	$(COMPILE) -o requirements.txt pyproject.toml
	$(COMPILE) --group dev -o requirements-dev.txt pyproject.toml

clean:
	rm -rf .venv .coverage .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# The set-up runs again only when what it is made from has changed.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	echo "Python 3.11 or later is needed. Install it, or name it: make PYTHON=python3.13" >&2; exit 1; }
	@echo "Setting up .venv: about a minute, this once."
	@$(PYTHON) -m venv .venv

.venv/.run: .venv/bin/python requirements.txt pyproject.toml
	@$(PIP) --no-deps --require-hashes -r requirements.txt
	@$(PIP) --no-deps -e .
	@touch $@

.venv/.dev: .venv/.run requirements-dev.txt
	@$(PIP) --no-deps --require-hashes -r requirements-dev.txt
	@touch $@

# The journeys need a browser of the system; as root on Debian it is installed.
browser:
	@for name in chromium chromium-browser google-chrome; do \
	command -v $$name >/dev/null && exit 0; done; \
	install="apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300 chromium"; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; \
	then apt-get update && $$install; \
	else echo "The tests need Chromium. Install it, on Debian: sudo $$install" >&2; exit 1; fi
