#!/usr/bin/env bash
# marko 2.2.4 comes with a renderer that writes Markdown (marko.md_renderer), for programs that change a page and write
# it back. Whatever fence a block had, it writes three backquotes. A block that shows Markdown with a block in it, and so
# needs four backquotes or tildes, now ends at the first inner fence, and its own end opens a new block that has none: the
# rest of the page is code, and the examples there are no longer examples.
#
# Seen: markdown-it-py 4.3.0 finds the blocks `md` and `python` before; after, `md` and one without a tag that has the
# prose and the Python block in it. mistletoe 1.6.0 and mistune 3.4.0, which write Markdown too, keep the two blocks.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check marko==2.2.4 mistletoe==1.6.0 mistune==3.4.0 markdown-it-py==4.3.0
cd "$work"

cat > write.py <<'PY'
import marko, mistletoe, mistune
from marko.md_renderer import MarkdownRenderer as Marko
from markdown_it import MarkdownIt
from mistletoe.markdown_renderer import MarkdownRenderer as Mistletoe
from mistune.renderers.markdown import MarkdownRenderer as Mistune

page = "# Notes\n\n````md\n```python\ntotal = 3\n```\n````\n\nAnd so it runs:\n\n```python\nprint(3)\n```\n"
with Mistletoe() as renderer:
    pages = {"page": page, "mistletoe": renderer.render(mistletoe.Document(page))}
pages["mistune"] = mistune.create_markdown(renderer=Mistune())(page)
pages["marko"] = marko.Markdown(renderer=Marko)(page)
for name, text in pages.items():
    print(name, [(t.info, t.content) for t in MarkdownIt().parse(text) if t.type == "fence"])
PY
env/bin/python write.py > out.txt
cat > wanted.txt <<'TXT'
page [('md', '```python\ntotal = 3\n```\n'), ('python', 'print(3)\n')]
mistletoe [('md', '```python\ntotal = 3\n```\n'), ('python', 'print(3)\n')]
mistune [('md', '```python\ntotal = 3\n```\n'), ('python', 'print(3)\n')]
marko [('md', '```python\ntotal = 3\n'), ('', '\nAnd so it runs:\n\n```python\nprint(3)\n')]
TXT
diff wanted.txt out.txt || { echo "changed: other blocks are written" >&2; exit 1; }
echo "as described: marko's page has the prose and the example in a block without a tag"
