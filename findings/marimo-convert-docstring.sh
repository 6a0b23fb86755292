#!/usr/bin/env bash
# `marimo convert page.md` (marimo 0.25.2) makes a notebook of a Markdown page; text and blocks that are only shown become
# the argument of `mo.md(r"""…""")`. Three double quotes in the text, as every docstring in a shown block has them, are
# written `\"\"\"`. That keeps the notebook valid, but in a raw string the backslashes stay: the page that marimo shows, and
# the page that `marimo export md` writes, have three backslashes before each docstring, and the code there is not Python.
#
# Seen: `"""Return twice the number."""` comes back as `\"\"\"Return twice the number.\"\"\"`; ast.parse() takes the first and
# stops at the second.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check marimo==0.25.2
cd "$work"
export HOME="$work"

cat > page.md <<'MD'
# Double

```python
def double(number):
    """Return twice the number."""
    return 2 * number
```
MD
code() { env/bin/python -c 'import sys, re; print(re.search("```python\n(.*?)```", open(sys.argv[1]).read(), re.S).group(1), end="")' "$1"; }
parses() { code "$1" | env/bin/python -c 'import ast, sys; ast.parse(sys.stdin.read())' 2> err.txt; }

fail() { echo "changed: $*" >&2; exit 1; }
env/bin/marimo convert page.md -o book.py > log.txt 2>&1
env/bin/marimo export md book.py -o back.md > log.txt 2>&1
parses page.md || fail "the page's code is no Python"
grep -qF 'mo.md(r"""' book.py || fail "the text is no raw string"
grep -qxF '    \"\"\"Return twice the number.\"\"\"' back.md || fail "the docstring comes back in another form"
parses back.md && fail "the code that came back is Python"
grep -q '^SyntaxError' err.txt || fail "the code that came back fails in another way"
echo "as described: the docstring came back with backslashes"
