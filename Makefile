# The commands of Holdfast. `make run` starts it, `make test` is the whole gate.
# HOLDFAST_HOME, PORT and DATABASE_URL are taken from the environment (see README.md).

VENV ?= .venv
export VENV

.PHONY: help run test bench stampede fuzz lock format translations pictures clean

help:
	@echo "make run      start Holdfast on http://localhost:8000 (PORT=9000 make run: elsewhere;"
	@echo "              make run SERVE=--empty: without the demo)"
	@echo "make test     run every check and test"
	@echo "make format   tidy the code"
	@echo "make translations   bring the catalogues of translations up to date, and say what is left to do"
	@echo "make pictures take the pictures of the documentation anew, in docs/pictures"
	@echo "make stampede let 10,000 attempts want one time, through HTTP"
	@echo "make fuzz     send requests that the description makes up to the API (N=20000 make fuzz: so many)"
	@echo "make bench    measure speed at a million bookings (some minutes; better with wrk installed)"
	@echo "make lock     compile constraints.txt and requirements.lock again"
	@echo "make clean    remove the virtual environment and caches; your data in ./var stays"

run: $(VENV)/.ready-to-run
	@HOLDFAST_FOLLOW_PARENT=1 exec $(VENV)/bin/holdfast serve $(SERVE)

test: $(VENV)/.ready-to-test
	@exec sh .ci/gate

bench: $(VENV)/.ready-to-test
	@$(VENV)/bin/python -m bench.http $(BENCH)
	@$(VENV)/bin/python -m bench.search
	@$(VENV)/bin/python -m bench.availability
	@exec $(VENV)/bin/python -m bench.phone

stampede: $(VENV)/.ready-to-test
	@exec $(VENV)/bin/python -m bench.stampede $(STAMPEDE)

fuzz: $(VENV)/.ready-to-test
	@HOLDFAST_FUZZ_CASES=$${N:-20000} HOLDFAST_FUZZ_SEED=$${SEED:-$$(date +%s)} \
	  exec $(VENV)/bin/python -m pytest tests/fuzz -s --timeout=0

lock:
	@sh .ci/lock

format: $(VENV)/.ready-to-test
	@$(VENV)/bin/ruff format .
	@$(VENV)/bin/ruff check --fix .
	@$(VENV)/bin/djlint --reformat --quiet src/holdfast --extension html || true

translations: $(VENV)/.ready-to-test
	@exec $(VENV)/bin/python -m translations

pictures: $(VENV)/.ready-to-test
	@mkdir -p docs/pictures docs/guides/pictures && \
	  HOLDFAST_PICTURES=docs/pictures HOLDFAST_GUIDE_PICTURES=docs/guides/pictures \
	  exec $(VENV)/bin/python -m pytest tests/browser/test_pictures.py tests/browser/test_guide_pictures.py \
	    tests/browser/test_worked_example.py

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .import_linter_cache .hypothesis .pytest_cache

$(VENV)/.ready-to-run: pyproject.toml constraints.txt
	@sh .ci/environment embedded

$(VENV)/.ready-to-test: pyproject.toml constraints.txt
	@sh .ci/environment dev,embedded
