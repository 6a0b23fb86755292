#!/usr/bin/env bash
# phmdoctest 1.4.0 compares a Python block with the next fenced block if that one has no language tag: such a block is
# the expected output. `rumdl fmt` 0.3.0 gives every block without a tag the tag `text` (its fix for MD040, which is on by
# default and looks harmless). Then phmdoctest no longer takes the block for an output: the test that it generates runs
# the code and compares nothing. So tidying up a page turns a failing test into a passing one, and nothing is said.
#
# Seen: `8` documented as the output of print(3 + 4): 1 failed; after `rumdl fmt`, which changes only the tag, 1 passed.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check rumdl==0.3.0 phmdoctest==1.4.0 pytest==9.2.0
cd "$work"

printf '# Sum\n\n```python\nprint(3 + 4)\n```\n\nIt prints:\n\n```\n8\n```\n' > page.md
check() {
  env/bin/phmdoctest page.md --outfile test_page.py > log.txt
  env/bin/python -m pytest -q -p no:cacheprovider test_page.py > out.txt 2>&1
}

fail() { echo "changed: $*" >&2; exit 1; }
check && fail "the false output passes before formatting"
grep -q '1 failed' out.txt || fail "the test stops in another way"
cp page.md before.md
env/bin/rumdl fmt --isolated --no-cache page.md > log.txt
diff before.md page.md > changes.txt || true
[ "$(grep -c '^[<>]' changes.txt)" = 2 ] || fail "rumdl changes other lines"
grep -qxF '> ```text' changes.txt || fail "rumdl adds no tag"
check || fail "the false output fails after formatting"
grep -q '1 passed' out.txt || fail "the example is not run"
echo "as described: with the tag text, the false output is no longer compared"
