#!/usr/bin/env bash
# Many pages indent the content of list items by four columns: `-   text`, and below it the block. `pymarkdown fix`
# (pymarkdownlnt 0.9.41) sets such a list to `- text` and moves what belongs to the item two columns to the left. Of the
# code in the second item it moves only the fences. To a Markdown reader each line of that block now begins with two
# blanks more, so its Python does not compile; in a language that is not strict, or in an output, it would go unseen.
# The first item is right, so a look at the top of the page shows nothing.
#
# Seen: markdown-it-py 4.3.0 reads `for side in range(3):` in both items before; after the fix the second block begins
# with `  for side in range(3):`, and compile() raises IndentationError. The exit code is 3, "files were fixed".
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check pymarkdownlnt==0.9.41 markdown-it-py==4.3.0
cd "$work"

block=$'    ```python\n    for side in range(3):\n        print(side)\n    ```'
printf '# Loops\n\n-   First:\n\n%s\n\n-   Second:\n\n%s\n' "$block" "$block" > page.md
cat > read.py <<'PY'
from markdown_it import MarkdownIt

for token in MarkdownIt().parse(open("page.md", encoding="utf-8").read()):
    if token.type == "fence":
        try:
            compile(token.content, "page.md", "exec")
            said = "compiles"
        except IndentationError:
            said = "IndentationError"
        print(f"{token.info}: {token.content.splitlines()[0]}: {said}")
PY

fail() { echo "changed: $*" >&2; exit 1; }
env/bin/python read.py > before.txt
[ "$(grep -cx 'python: for side in range(3):: compiles' before.txt)" = 2 ] || fail "the page is read in another way"
env/bin/pymarkdown fix page.md > log.txt && status=0 || status=$?
[ "$status" = 3 ] || fail "the exit code is $status"
env/bin/python read.py > after.txt
printf 'python: for side in range(3):: compiles\npython:   for side in range(3):: IndentationError\n' | diff - after.txt \
  || fail "the blocks are different ones"
echo "as described: the code of the second item got two blanks at the front of each line"
