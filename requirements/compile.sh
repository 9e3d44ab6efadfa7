#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Renews the lock files: exact versions and hashes of everything pyproject.toml asks for.
set -eu
cd "$(dirname "$0")/.."
for target in "runtime --extra build" "dev --extra build --extra dev"; do
    set -- $target
    name=$1
    shift
    .venv/bin/uv pip compile pyproject.toml "$@" --generate-hashes --no-emit-index-url --no-header --allow-unsafe \
        --python-version 3.11 --quiet --upgrade --output-file "requirements/$name.txt"
done
