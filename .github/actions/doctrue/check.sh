#!/usr/bin/env bash
# Runs doctrue once, with what the action was given, and ends as it does. Everything comes in variables, every line of a
# list becomes one argument, and nothing is evaluated. Works with bash 3.2, which macOS has.
set -euo pipefail

fail() {
    printf 'doctrue: %s\n' "$1" >&2
    exit 2
}

# Whether the variable $1 says yes; anything but yes and no is a mistake.
says_yes() {
    case "${!1:-false}" in
        true) return 0 ;;
        false) return 1 ;;
        *) fail "$1 must be true or false" ;;
    esac
}

arguments=(check)

# Adds the option $1 for each line of the text $2.
add_each() {
    local line
    while IFS= read -r line || [ -n "$line" ]; do
        line=${line%$'\r'}
        if [ -n "$line" ]; then arguments+=("$1$line"); fi
    done <<<"$2"
}

[ -n "${INPUT_EXECUTABLE:-}" ] || fail 'there is no program to run'
if says_yes INPUT_ANNOTATIONS; then arguments+=(--format=github); else arguments+=(--format=full); fi
if says_yes INPUT_STRICT; then arguments+=(--strict); fi
if says_yes INPUT_FAIL_ON_EMPTY; then arguments+=(--fail-on-empty); fi
if [ -n "${INPUT_SANDBOX:-}" ]; then arguments+=("--sandbox=$INPUT_SANDBOX"); fi
if [ -n "${INPUT_PYTHON:-}" ]; then arguments+=("--python=$INPUT_PYTHON"); fi
add_each --report= "${INPUT_REPORTS:-}"
add_each '' "${INPUT_OPTIONS:-}"
arguments+=(--)
add_each '' "${INPUT_PATHS:-.}"

status=0
"$INPUT_EXECUTABLE" "${arguments[@]}" </dev/null || status=$?
if [ -n "${GITHUB_OUTPUT:-}" ]; then
    printf 'exit-status=%d\n' "$status" >>"$GITHUB_OUTPUT"
fi
exit "$status"
