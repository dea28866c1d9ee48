#!/usr/bin/env bash
# Installs the symkl of the commit that the action was taken from, into an environment of its own.
set -euo pipefail
root=$(cd "$(dirname "$0")/../../.." && pwd)
home=${RUNNER_TEMP:-$(mktemp -d)}/symkl
python -m venv "$home"
"$home/bin/python" -m pip install --quiet --disable-pip-version-check "$root"
echo "$home/bin" >> "${GITHUB_PATH:-/dev/stdout}"
