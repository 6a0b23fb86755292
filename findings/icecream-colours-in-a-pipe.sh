#!/usr/bin/env bash
# icecream 2.2.0 writes its lines to standard error in colours whether or not that is a terminal: a pipe, a file and the log of a
# CI job get the escape sequences too, and `NO_COLOR` changes nothing. So its output never has the text that its documentation
# shows (`ic| total: 3`), and whoever compares or greps it finds nothing. `argToStringFunction` cannot help, since the colours
# come behind it; `ic.configureOutput(outputFunction=…)` gets the plain text.
#
# Seen: with standard error in a file, `ic(total)` writes 5 escape sequences or more and no `ic| total: 3`.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check icecream==2.2.0
cd "$work"

fail() { echo "changed: $*" >&2; exit 1; }
printf 'from icecream import ic\n\ntotal = 3\nic(total)\n' > colours.py
for setting in NO_COLOR=1 TERM=dumb PLAIN=1; do
  env "$setting" env/bin/python colours.py 2> err.txt
  [ "$(grep -o $'\x1b' err.txt | wc -l)" -ge 5 ] || fail "no colours with $setting"
  grep -q 'ic| total: 3' err.txt && fail "the plain text stands there with $setting"
done
printf 'import sys\nfrom icecream import ic\n\nic.configureOutput(outputFunction=lambda text: sys.stderr.write(text + "\\n"))\ntotal = 3\nic(total)\n' > plain.py
env/bin/python plain.py 2> err.txt
grep -qx 'ic| total: 3' err.txt || fail "an output function gets something else"
echo "as described: colours go into a file too, with NO_COLOR and TERM=dumb as well"
