GO      ?= go
VERSION ?= $(shell git describe --tags 2>/dev/null || echo 0.1.0-dev)

# libyara and what it needs are linked in, so that the binary can be carried to
# a host that nobody trusts any more.
TAGS    := netgo,osusergo,yara_static
LDFLAGS := -linkmode external -extldflags "-static -Wl,--no-warnings" -s -w -X main.version=$(VERSION)
CGO_LDFLAGS = -O2 $(shell pkg-config --static --libs libmagic yara 2>/dev/null)
export CGO_LDFLAGS
export CGO_ENABLED = 1

BUILD_PACKAGES := gcc libc6-dev pkg-config libyara-dev libjansson-dev libmagic-dev libssl-dev zlib1g-dev libbz2-dev liblzma-dev
TEST_PACKAGES   = busybox-static bzip2 chromium docker.io docker-registry fuse3 iptables jq libarchive-tools mmdebstrap podman \
                  python3 sleuthkit systemd util-linux-extra xz-utils yara zstd $(shell command -v npm >/dev/null || echo npm)

.PHONY: help setup build demo test lab lint bench generate

help: ## Print this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 12

setup: ## Install what the build lacks, through apt
	@testdata/lab/packages $(BUILD_PACKAGES)

build: setup ## Build bin/rummage, one static binary
	$(GO) build -trimpath -tags $(TAGS) -ldflags '$(LDFLAGS)' -o bin/rummage ./cmd/scanner

demo: build ## Scan an infected container made for the purpose
	@testdata/lab/demo

test: build ## Run all tests, with a Docker engine that is started when none answers
	@testdata/lab/packages $(TEST_PACKAGES)
	@testdata/lab/with-engine sh -c 'testdata/lab/images && $(GO) test -count=1 -timeout 40m ./...'

lab: build ## Attack containers and run clean ones, and see what is found; LAB=-record keeps their documents
	@testdata/lab/packages $(TEST_PACKAGES)
	@testdata/lab/with-engine sh -c 'testdata/lab/images && testdata/lab/service-images && $(GO) run ./testdata/lab/run $(LAB)'

lint: setup ## Check formatting, vet, staticcheck, and the rules
	@test -z "$$(gofmt -l .)" || { gofmt -l .; exit 1; }
	$(GO) vet ./... ./testdata/lab/...
	$(GO) tool staticcheck ./... ./testdata/lab/...
	$(GO) tool opa check --strict -s docs/reference/schemas policies
	$(GO) tool opa fmt --fail --list policies

bench: build ## Measure, and print figures and ratios; BENCH_LARGE=1 adds images of 4 GB and of a million files
	@testdata/lab/packages $(TEST_PACKAGES)
	@testdata/lab/with-engine sh -c 'testdata/lab/images && $(GO) test -run "^$$" -bench . -benchtime 3x ./engine ./collectors/docker ./tarfs ./timeline/parsers ./cmd/scanner'

generate: setup ## Make the schemas and reference pages anew
	$(GO) run ./docs/generate
	$(GO) test ./cmd/scanner -run TestReference -update
