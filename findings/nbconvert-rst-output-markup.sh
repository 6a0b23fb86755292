#!/usr/bin/env bash
# nbconvert 7.17.2 writes what a notebook's cell printed into an RST page as a `parsed-literal` block, and escapes
# nothing. In such a block docutils 0.21.2 reads inline markup: stars around a word, backslashes and backquotes are taken
# for markup and vanish from the finished page, with no warning, so the page shows an output that the code never had.
# The code above it is safe, as that stands in a `code` block; and so is the same output in a page made with --to html.
#
# Seen: the cell printed `split on \s+ and keep *all* of it`; the page made by way of RST has `split on s+ and keep all
# of it`.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check nbconvert==7.17.2 docutils==0.21.2
cd "$work"
export JUPYTER_CONFIG_DIR="$work/config" JUPYTER_DATA_DIR="$work/data"

cat > book.py <<'PY'
import nbformat.v4 as v4, nbformat
said = "split on \\s+ and keep *all* of it\n"
cell = v4.new_code_cell(f"print({said.strip()!r})", execution_count=1)
cell.outputs = [v4.new_output("stream", name="stdout", text=said)]
book = v4.new_notebook(cells=[cell])
book.metadata["language_info"] = {"name": "python"}
nbformat.write(book, "book.ipynb")
PY
"$work/env/bin/python" book.py
"$work/env/bin/jupyter-nbconvert" --log-level=ERROR --to rst book.ipynb
"$work/env/bin/jupyter-nbconvert" --log-level=ERROR --to html book.ipynb
"$work/env/bin/docutils" --report=1 --writer=html5 --syntax-highlight=none book.rst page.html 2> warnings.txt
text() { "$work/env/bin/python" -c 'import re, sys; print(re.sub("<[^>]*>", "", open(sys.argv[1], encoding="utf-8").read()))' "$1"; }
text page.html > page.txt
text book.html > book.txt

fail() { echo "changed: $*" >&2; exit 1; }
grep -q '^ *\.\. parsed-literal::' book.rst || fail "the output is no parsed-literal block"
grep -qx 'split on s+ and keep all of it' page.txt || fail "the output is on the page as it was, or otherwise"
[ -s warnings.txt ] && fail "docutils warns"
grep -qxF 'split on \s+ and keep *all* of it' book.txt || fail "nbconvert's own HTML has another output"
echo "as described: a backslash and two stars of the output are gone from the page"
