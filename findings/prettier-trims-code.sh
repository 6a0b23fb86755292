#!/usr/bin/env bash
# prettier 3.10.1 formats Markdown, and leaves the code in a block alone if it has no formatter for its language, as for
# Python and plain text. But it takes the blanks off the end of each line there, although to Markdown they are part of the
# text. A documented output of print(…, end=" ") so loses its last blank, and the check of the page fails; a string over
# several lines loses them too, which no check sees: the example now computes something else. markdown-it-py 4.3.0 and
# mdformat 1.0.0 take the blanks for text: mdformat, which also formats pages, keeps them.
#
# Seen: with python's doctest, 2 examples pass before, 1 of them fails after; the len() of a string falls from 14 to 13.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check markdown-it-py==4.3.0 mdformat==1.0.0
cd "$work"
npm install --silent --no-audit --no-fund --prefix "$work" prettier@3.10.1 > log.txt

tr '~' ' ' > page.md <<'MD'
# Rows

```python
verse = """roses~
violets"""
print(len(verse))
```

```pycon
>>> for number in range(3):
...     print(number, end=" ")
0 1 2~
```
MD
cat > read.py <<'PY'
import doctest, sys
from markdown_it import MarkdownIt

code, session = (t.content for t in MarkdownIt().parse(open(sys.argv[1], encoding="utf-8").read()) if t.type == "fence")
exec(code)
test = doctest.DocTestParser().get_doctest(session + "\n", {}, "page", None, 0)
print(doctest.DocTestRunner(verbose=False).run(test, out=lambda text: None).failed)
PY

fail() { echo "changed: $*" >&2; exit 1; }
[ "$(env/bin/python read.py page.md | xargs)" = "14 0" ] || fail "the page is read in another way"
cp page.md other.md
env/bin/mdformat other.md
cmp -s page.md other.md || fail "mdformat changes the page"
node_modules/.bin/prettier --write --log-level silent page.md
[ "$(env/bin/python read.py page.md | xargs)" = "13 1" ] || fail "the blanks are still there"
diff --ignore-trailing-space other.md page.md || fail "prettier changes something else"
echo "as described: the blanks at the end of lines are gone from the string and from the output"
