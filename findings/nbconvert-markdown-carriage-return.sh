#!/usr/bin/env bash
# A cell that counts its progress in one line prints `\r`, as progress bars do. nbconvert 7.17.2 writes a cell's output
# into a Markdown page (`--to markdown`) indented by four blanks, line by line, and takes only `\n` for the end of a
# line. In CommonMark `\r` alone ends a line too. So the indented block ends at the first `\r`; what comes behind it is
# a paragraph, and the other lines of the output, although indented, are drawn into that paragraph: they are run
# together, and stars, underscores, links and tags in them are markup. `--to html` keeps the output whole.
#
# Seen: of an output of three lines, markdown-it-py 4.3.0 and mistune 3.4.0 have only ` 50 %` in a code block; the rest is
# a paragraph, and `moved __init__.py` is shown as "moved init.py", with a bold word.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check nbconvert==7.17.2 markdown-it-py==4.3.0 mistune==3.4.0
cd "$work"
export JUPYTER_CONFIG_DIR="$work/config" JUPYTER_DATA_DIR="$work/data"

cat > book.py <<'PY'
import nbformat.v4 as v4, nbformat
cell = v4.new_code_cell("tidy(folder)", execution_count=1)
cell.outputs = [v4.new_output("stream", name="stdout", text=" 50 %\r100 %\n2 done\nmoved __init__.py\n")]
book = v4.new_notebook(cells=[cell])
book.metadata["language_info"] = {"name": "python"}
nbformat.write(book, "book.ipynb")
PY
env/bin/python book.py
env/bin/jupyter-nbconvert --log-level=ERROR --to markdown book.ipynb
env/bin/jupyter-nbconvert --log-level=ERROR --to html book.ipynb
cat > read.py <<'PY'
import html, re
import mistune
from markdown_it import MarkdownIt

page = open("book.md", encoding="utf-8", newline="").read()
for render in (MarkdownIt().render, mistune.html):
    made = render(page)
    print([html.unescape(text).strip() for text in re.findall(r"<pre><code>(.*?)</code>", made, re.S)])
    print(" / ".join(line.strip() for line in re.search(r"<p>(.*?)</p>", made, re.S).group(1).splitlines()))
PY

fail() { echo "changed: $*" >&2; exit 1; }
env/bin/python read.py > out.txt
for _ in 1 2; do printf "['50 %%']\n100 %% / 2 done / moved <strong>init</strong>.py\n"; done > wanted.txt
diff wanted.txt out.txt || fail "the page is read in another way"
grep -qxF 'moved __init__.py' book.html || fail "the HTML page has another output"
echo "as described: behind the carriage return, the output is prose"
