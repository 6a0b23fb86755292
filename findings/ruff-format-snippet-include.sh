#!/usr/bin/env bash
# ruff 0.17.6 formats the Python blocks of Markdown files. The include line of Python-Markdown's snippets extension,
# `--8<-- "shapes.py"`, is valid Python (minus minus 8 < minus minus text), so it is formatted like any expression:
# `--8 < --"shapes.py"`. The extension (pymdown-extensions 13.1.2, Markdown 3.11.3) no longer knows it: the page that a site is built from shows
# the changed line where the file's content stood before. Nothing is reported.
#
# Seen: before formatting the page has the content of shapes.py; after `ruff format` it has the line `--8 < --"shapes.py"`.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check ruff==0.17.6 pymdown-extensions==13.1.2 markdown==3.11.3
cd "$work"

echo 'side = 4' > shapes.py
printf '# Shapes\n\n```python\n--8<-- "shapes.py"\n```\n' > page.md

page() {
  "$work/env/bin/python" - <<'PY'
import markdown
text = open("page.md", encoding="utf-8").read()
print(markdown.markdown(text, extensions=["pymdownx.snippets", "fenced_code"]))
PY
}

page > before.html
"$work/env/bin/ruff" format --isolated --no-cache --quiet page.md
page > after.html

fail() { echo "changed: $*" >&2; exit 1; }
grep -q 'side = 4' before.html || fail "the include is not read before formatting"
grep -q -- '--8 < --"shapes.py"' page.md || fail "ruff leaves the line alone"
grep -q 'side = 4' after.html && fail "the include is still read after formatting"
echo "as described: ruff rewrote the include, and the page lost its content"
