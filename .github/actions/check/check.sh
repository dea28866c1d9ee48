#!/usr/bin/env bash
# Runs symkl check as the inputs say. They come by the environment, so that no name in them is ever read as shell.
set -uo pipefail
arguments=(check --format github)
[[ ${SYMKL_FAST:-false} == true ]] && arguments+=(--fast)
[[ -n ${SYMKL_BASELINE:-} ]] && arguments+=(--baseline "$SYMKL_BASELINE")
[[ -n ${SYMKL_SARIF:-} ]] && arguments+=(--report "sarif=$SYMKL_SARIF")
[[ -n ${SYMKL_JUNIT:-} ]] && arguments+=(--report "junit=$SYMKL_JUNIT")
arguments+=(--)
while IFS= read -r path; do
  [[ -n $path ]] && arguments+=("$path")
done <<< "${SYMKL_PATHS:-}"
symkl "${arguments[@]}"
status=$?
echo "status=$status" >> "${GITHUB_OUTPUT:-/dev/null}"
exit "$status"
