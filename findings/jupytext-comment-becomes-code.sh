#!/usr/bin/env bash
# jupytext 1.19.6 opens a Python script as a notebook. Shell commands of a notebook are kept in the script as comments,
# so on the way back it takes the `#` off every comment in a cell that looks like one: also off an ordinary English
# comment that begins with `copy`, `cat`, `ls`, `cd`, `echo` … or that ends with a question mark after one word.
# The script runs; the same file as a notebook has a line of prose as code, and the cell stops with a SyntaxError (with
# another first word the rest of the sentence would be handed to a shell command). The script itself looks right after
# the round trip, since the line is made a comment again.
#
# Seen: the script prints [1, 2, 3]; the notebook's cell begins with `copy the list first`, and does not compile.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check jupytext==1.19.6
cd "$work"

cat > sort.py <<'PY'
# %%
# copy the list first, the caller still needs it
# take the smallest to the front
numbers = [3, 1, 2]
ordered = sorted(numbers)
# really?
print(ordered)
PY
cell() {
  "$work/env/bin/python" - <<'PY'
import json
print("".join(json.load(open("sort.ipynb", encoding="utf-8"))["cells"][0]["source"]))
PY
}

fail() { echo "changed: $*" >&2; exit 1; }
[ "$("$work/env/bin/python" sort.py)" = '[1, 2, 3]' ] || fail "the script does not run"
"$work/env/bin/jupytext" --quiet --to ipynb sort.py
cell > cell.py
grep -qx 'copy the list first, the caller still needs it' cell.py || fail "the comment is still a comment"
grep -qx 'really?' cell.py || fail "the question of one word is still a comment"
grep -qx '# take the smallest to the front' cell.py || fail "other comments change too"
"$work/env/bin/python" cell.py > out.txt 2>&1 && fail "the cell runs"
grep -q SyntaxError out.txt || fail "the cell stops in another way"
"$work/env/bin/jupytext" --quiet --to py:percent sort.ipynb --output back.py
grep -qx '# copy the list first, the caller still needs it' back.py || fail "the way back is not the same text"
echo "as described: a comment that begins with 'copy' is code in the notebook"
