#!/usr/bin/env bash
# mktestdocs 0.2.5 runs the Python blocks of a Markdown page. A block begins or ends for it at every line that has three
# backquotes anywhere in it, prose included. One sentence that mentions them as inline code (valid CommonMark, usual on
# pages that tell how to write notes) swaps inside and outside for the rest of the page: what it then takes for blocks is
# the prose, whose "language" is empty, so no later example is run, and check_md_file() returns as if all was well.
#
# Seen: markdown-it-py 4.3.0 finds one Python block on both pages. Without the sentence its AssertionError is raised;
# with the sentence nothing is.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check mktestdocs==0.2.5 markdown-it-py==4.3.0
cd "$work"

cat > plain.md <<'MD'
# How we write

Put code between lines of backquotes:

```python
assert sum([1, 2, 3]) == 7
```
MD
sed 's/lines of backquotes/lines of ```` ``` ````/' plain.md > mention.md

cat > run.py <<'PY'
import pathlib, sys
from markdown_it import MarkdownIt
from mktestdocs import check_md_file
text = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
print("blocks:", sum(t.type == "fence" and t.info == "python" for t in MarkdownIt().parse(text)))
try:
    check_md_file(sys.argv[1])
    print("checked: passed")
except AssertionError:
    print("checked: failed")
PY
plain=$("$work/env/bin/python" run.py plain.md)
mention=$("$work/env/bin/python" run.py mention.md)

fail() { echo "changed: $*" >&2; exit 1; }
grep -q '^blocks: 1$' <<< "$plain" && grep -q '^blocks: 1$' <<< "$mention" || fail "the pages do not have one block each"
grep -q '^checked: failed$' <<< "$plain" || fail "the false example passes without the mention"
grep -q '^checked: passed$' <<< "$mention" || fail "the false example is found with the mention"
echo "as described: a mention of the fence in prose, and the example below is no longer run"
