#!/usr/bin/env bash
# In a notebook a semicolon behind the last expression of a cell hides its value, and ruff 0.17.6 knows that: `ruff
# format` leaves it in an .ipynb file. jupytext 1.19.6 can keep the same notebook as a Markdown page, and ruff formats
# the Python blocks of Markdown files as well, but there takes the semicolon off. The two files of one notebook, both
# formatted, now differ, and the notebook made from the page shows the value that its author hid.
#
# Seen: after `ruff format` page.ipynb has `numbers.pop();`, page.md has `numbers.pop()`. IPython 9.10.1 shows nothing
# for the first cell and `Out[1]: 2` for the second.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check ruff==0.17.6 jupytext==1.19.6 ipython==9.10.1
cd "$work"
export IPYTHONDIR="$work/ipython"

printf '# Stack\n\n```python\nnumbers = [3, 1, 2]\nnumbers.pop();\n```\n' > page.md
"$work/env/bin/jupytext" --quiet --to ipynb page.md
"$work/env/bin/ruff" format --isolated --no-cache --quiet page.md page.ipynb
"$work/env/bin/jupytext" --quiet --to ipynb page.md --output from-page.ipynb

show() {
  "$work/env/bin/python" - "$1" <<'PY'
import json, sys
from IPython.core.interactiveshell import InteractiveShell
cells = json.load(open(sys.argv[1], encoding="utf-8"))["cells"]
(source,) = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
InteractiveShell.instance(colors="nocolor").run_cell(source, store_history=True)
PY
}

fail() { echo "changed: $*" >&2; exit 1; }
grep -q 'numbers.pop();' page.ipynb || fail "ruff takes the semicolon out of the notebook too"
grep -qx 'numbers.pop()' page.md || fail "ruff leaves the semicolon in the page"
show page.ipynb > kept.txt
show from-page.ipynb > lost.txt
grep -q 'Out' kept.txt && fail "the value shows with the semicolon"
grep -q 'Out.*2' lost.txt || fail "the value does not show without the semicolon"
echo "as described: formatted as a page the cell shows its value, as a notebook it does not"
