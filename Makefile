# `make demo` and `make test` do all set-up themselves; `make help` lists the rest.
# Every path here is relative, so that the folder may be called anything, spaces included.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
.NOTPARALLEL:

PYTHON ?=
export PYTHON
RUN := .venv/bin/python
FIVEFOLD := .venv/bin/fivefold

# An environment made in another place points there: then nothing in it counts as ready.
ifneq ($(shell cat .venv/home.txt 2>/dev/null),$(CURDIR))
$(shell rm -f .venv/ready-core .venv/ready-dev)
endif

PACKAGE := $(shell find fivefold -type f ! -name '*.pyc' ! -path 'fivefold/web/static/*')
ASSETS := $(shell find fivefold/web/assets)

.PHONY: help demo demo-files code test check fast tests walls-postgresql tests-postgresql dev assets docs lock wheel clean clean-all

help:
	@echo 'make demo        Install Fivefold, bring two invented studies into the records, and serve the application'
	@echo '                 on this machine: it prints its address and how to sign in. Again: starts within seconds,'
	@echo '                 with everything that was entered. PORT=8001 names another port.'
	@echo 'make code        The codes that the demonstration'"'"'s accounts sign in with now.'
	@echo 'make demo-files  The same study without the application: tables, checked figures and the briefing, as files.'
	@echo 'make test        Install what the tests need, browser included, and run every check and test.'
	@echo ''
	@echo 'For those who change it:'
	@echo 'make fast    The tests that need no browser and take under half a second each.'
	@echo 'make check   Format, lint, types and import contracts, without the tests.'
	@echo 'make docs    Write the generated pages of docs/ again.'
	@echo 'make lock    Compile requirements/*.txt from pyproject.toml (UPGRADE=1: newest versions).'
	@echo 'make wheel   Build dist/*.whl, which needs no Node where it is installed.'
	@echo 'make clean   Remove what was made, but not what was downloaded; make clean-all: that too.'
	@echo ''
	@echo 'PYTHON=/path/of/python3.11 names another Python, FIVEFOLD_CHROMIUM another browser.'

# ---- set-up

.venv/ready-core: requirements/core.txt requirements/build.txt pyproject.toml tools/set_up.sh
	@tools/set_up.sh core

.venv/ready-dev: requirements/dev.txt requirements/build.txt pyproject.toml tools/set_up.sh
	@tools/set_up.sh dev
	@touch .venv/ready-core

fivefold/web/static/LICENCES.txt: package.json package-lock.json requirements/node.txt tools/build_assets.py $(ASSETS) | .venv/ready-core
	@$(RUN) tools/build_assets.py

assets: fivefold/web/static/LICENCES.txt

dev: .venv/ready-dev assets
	@echo 'The environment is in .venv/, with everything development needs.'

# ---- the demonstration

MADE := demo/.made
PORT ?= 8000
# An installation of its own, whatever this shell is set up for otherwise.
DEMO := FIVEFOLD_HOME=demo/records FIVEFOLD_DATABASE= FIVEFOLD_KEY_STORE= FIVEFOLD_ROOT_KEY= FIVEFOLD_SIGNING_KEY= \
        FIVEFOLD_ADDRESS=http://localhost:$(PORT) FIVEFOLD_HOSTS= FIVEFOLD_PROXIES= FIVEFOLD_LOG_LEVEL=ERROR

demo: .venv/ready-core assets
	@$(DEMO) $(FIVEFOLD) demo records --code 'make code'
	@echo ''
	@$(DEMO) $(FIVEFOLD) ops serve || [ $$? -eq 130 ]

code: .venv/ready-core
	@$(DEMO) $(FIVEFOLD) ops code

demo-files: $(MADE)/briefing
	@cat demo/study.txt
	@echo ''
	@cat demo/tables.txt
	@echo ''
	@cat demo/claims.txt
	@echo ''
	@echo 'Kept in demo/: the study (study/), the briefing with its tables and checks (briefing/), and what was printed above (*.txt).'
	@echo '$(FIVEFOLD) reporting serve demo/briefing   shows the briefing in your browser.'

$(MADE)/study: .venv/ready-core requirements/core.txt $(PACKAGE)
	@mkdir -p $(MADE)
	@rm -rf demo/study
	@echo 'Making the demonstration study: 49 synthetic frameworks of four sites, as Word forms, and their coding.'
	@$(FIVEFOLD) demo generate --out demo/study
	@touch $@

$(MADE)/tables: $(MADE)/study
	@echo 'Reading it the way a researcher would receive it, and counting.'
	@$(FIVEFOLD) study read demo/study > demo/study.txt || [ $$? -eq 1 ]
	@$(FIVEFOLD) analysis tables demo/study > demo/tables.txt
	@echo 'Checking every published figure against it.'
	@$(FIVEFOLD) reporting claims --study demo/study > demo/claims.txt || [ $$? -eq 1 ]
	@touch $@

$(MADE)/briefing: $(MADE)/tables fivefold/web/static/LICENCES.txt
	@echo 'Writing the briefing (web page, Word and PDF), its tables and the page of checked figures.'
	@rm -rf demo/briefing
	@$(FIVEFOLD) reporting briefing demo/study --out demo/briefing --claims > demo/briefing.txt
	@touch $@

# ---- checks and tests

# One process more than there are cores, up to four: tests wait for browsers, servers and commands of their own. Each
# takes a file at a time, in order, so that what the tests of a file share is made once; short files come last.
PROCESSES := $(shell n=$$(( $$(getconf _NPROCESSORS_ONLN) + 1 )); echo $$(( n < 4 ? n : 4 )))
EVERY_CORE := -n $(PROCESSES) --dist=loadfile --no-loadscope-reorder

# The suites that go through every branch of the method. Only they are traced, which takes up to half as long again.
ON_METHOD := $(addprefix tests/,documents properties method)
# What takes longest comes first, or one process would end with it alone.
LONGEST := $(addprefix tests/,journeys doors access golden fuzz)
OTHERS := $(LONGEST) $(filter-out $(LONGEST) $(ON_METHOD) tests/__pycache__,$(patsubst %/,%,$(wildcard tests/*/)))

test: .venv/ready-dev assets
	@echo 'make test: the machine, then format, lint, types and import contracts, then every test.'
	@tools/machine_tools.sh
	@$(MAKE) --no-print-directory check tests walls-postgresql

check: .venv/ready-dev
	@echo 'Format and lint (ruff)';              $(RUN) -m ruff format --check . && $(RUN) -m ruff check .
	@echo 'Types (mypy --strict)';               FIVEFOLD_HOME=.mypy_cache/home $(RUN) -m mypy
	@echo 'Which part may use which (import-linter)'; .venv/bin/lint-imports --no-logo

tests: .venv/ready-dev assets
	@echo 'Tests of the method and of its documents, with branch coverage of fivefold/method at 100 %'
	@$(RUN) -m pytest $(EVERY_CORE) $(ON_METHOD) --cov=fivefold.method --cov-branch --cov-report=term-missing:skip-covered --cov-fail-under=100 --durations=10
	@echo 'Every other test: journeys in a browser, the command line, access, records, the web'
	@$(RUN) -m pytest $(EVERY_CORE) $(OTHERS) --durations=10

# Once more on the other database: all that reads and writes records, and every journey in a browser.
ON_RECORDS := tests/records tests/access tests/web tests/doors/test_study_records.py tests/journeys

tests-postgresql: .venv/ready-dev assets
	@echo 'The records and the web again, on a PostgreSQL server of their own'
	@FIVEFOLD_TEST_DATABASE=postgresql $(RUN) -m pytest -q $(EVERY_CORE) $(wildcard $(ON_RECORDS)) --durations=5

# What differs between the databases most, for every run: the walls between tenants, the log, revisions. A few long
# tests, so each process takes the next of them.
WALLS := tests/records/audit tests/records/revisions/test_lines.py tests/records/walls tests/access \
         --ignore=tests/access/test_flat_queries.py
ONE_BY_ONE := -n $(PROCESSES) --dist=load --maxschedchunk=1

walls-postgresql: .venv/ready-dev assets
	@echo 'The walls between tenants again, on a PostgreSQL server of their own (make tests-postgresql: all of the records)'
	@FIVEFOLD_TEST_DATABASE=postgresql $(RUN) -m pytest -q $(ONE_BY_ONE) $(WALLS) --durations=5

fast: .venv/ready-dev assets
	@$(RUN) -m pytest -q -m 'not slow' --ignore=tests/journeys --ignore=tests/documents

# ---- what is generated, compiled, packed

docs: .venv/ready-dev
	@$(RUN) tools/cli_reference.py
	@$(RUN) tools/docs_contents.py

lock:
	@tools/lock.sh

wheel: .venv/ready-core assets
	@$(RUN) -m hatchling build --target wheel

clean:
	rm -rf demo dist build fivefold/web/static .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage htmlcov test-results

clean-all: clean
	rm -rf .venv .venv-node node_modules
