#!/usr/bin/env bash
# pandoc 3.9 (pypandoc_binary 1.17) writes a fenced block without a language as an indented one (`-f gfm -t gfm`). Two of
# them in a row, such as the outputs of two runs, come out as two indented blocks with a blank line between them, and
# that is *one* block by CommonMark, the blank line part of its text. pandoc itself reads it so: a second run, or the way
# to HTML, has one block where the first page had two. Between a list and an indented block it sets `<!-- -->` to keep
# them apart; here it does not. With a language tag on one of the two nothing happens.
#
# Seen: HTML made from the page has two <pre>, HTML made from the page after `-t gfm` has one, with the text of both.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check pypandoc_binary==1.17 markdown-it-py==4.3.0
cd "$work"

cat > blocks.py <<'PY'
import pypandoc
from markdown_it import MarkdownIt


def blocks(page):
    found = [t.content for t in MarkdownIt().parse(page) if t.type in ("fence", "code_block")]
    assert len(found) == pypandoc.convert_text(page, "html", format="gfm").count("<pre")
    return found


for tag in ("", "text"):
    page = f"# Dice\n\n```python\nroll()\n```\n\n```\n4\n```\n\n```{tag}\n6\n```\n"
    tidy = pypandoc.convert_text(page, "gfm", format="gfm")
    print(repr(tag), blocks(page)[1:], blocks(tidy)[1:])
PY

fail() { echo "changed: $*" >&2; exit 1; }
env/bin/python blocks.py > out.txt || fail "pandoc and markdown-it-py count different blocks"
cat > wanted.txt <<'TXT'
'' ['4\n', '6\n'] ['4\n\n6\n']
'text' ['4\n', '6\n'] ['4\n', '6\n']
TXT
diff wanted.txt out.txt || fail "the blocks are different ones"
echo "as described: two outputs in a row became one block"
