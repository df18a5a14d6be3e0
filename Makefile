# A thin front: every target is one command of the driver, `python3 -m cli <command> --help` teaches it.
PYTHON ?= python3
STACK ?= local
ROLE ?=
FORCE ?=
CLI = STACK=$(STACK) $(PYTHON) -m cli

.DEFAULT_GOAL := help
.PHONY: help up preflight down status logs check test drills lint unit images doctor env lock clean

help: ## this list
	@echo "Rushhour. STACK=$(STACK) is Pulumi.$(STACK).yaml; another one: make up STACK=production"
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

up: ## stand everything up (or update it): machine, cluster, images, pulumi up
	@$(CLI) up$(if $(FORCE), --skip-preflight)

preflight: ## would a deploy be safe now? looks, reports, changes nothing (FORCE=1 make up goes on regardless)
	@$(CLI) preflight

status: ## what runs, on one screen
	@$(CLI) status

logs: ## what a role says: make logs ROLE=web (edge, postgres, cluster, …)
	@$(CLI) logs $(ROLE)

test: ## prove it: linters, verification playbook, every test on the running stack
	@$(CLI) test

drills: ## break things on purpose and see them heal (destructive, restores)
	@$(CLI) test --drills

down: ## remove everything `make up` made; the cache stays
	@$(CLI) down

check: ## linters and every test that needs no cluster
	@$(CLI) check

lint: ## ruff and mypy
	@$(CLI) lint

unit: ## the tests that need no cluster
	@$(CLI) unit

images: ## build the images that changed
	@$(CLI) images

doctor: ## what this machine lacks for `make up`
	@$(CLI) doctor

env: ## write .rushhour/env: kubectl, helm, pulumi in your shell
	@$(CLI) env

lock: ## renew requirements/*.txt, with hashes
	@$(CLI) lock

clean: ## empty the per-user cache (tools, environments, image layers)
	@$(CLI) clean
