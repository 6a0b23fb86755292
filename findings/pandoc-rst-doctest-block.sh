#!/usr/bin/env bash
# A doctest block is a construct of reStructuredText itself: lines from `>>>` to the next blank line, no directive, no
# indentation. pandoc 3.9 (pypandoc_binary 1.17) does not know it and reads it as a paragraph: code, prompts and output
# are run together into one line of prose, with `\>` for `>`. A README.rst turned into README.md so keeps all its words,
# and loses its tests: doctest finds no example in the new page, and reports success on an output that was failing.
# A session below `::` is kept as a code block, so a page with both is half checked.
#
# Seen: doctest: README.rst has 2 examples, 1 of them wrong; README.md has none, exit code 0.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check pypandoc_binary==1.17 docutils==0.21.2
cd "$work"

printf 'Side\n====\n\nSquare it:\n\n>>> side = 4\n>>> side * side\n18\n\nThe end.\n' > README.rst
"$work/env/bin/python" - <<'PY'
import sys, pypandoc
if (version := pypandoc.get_pandoc_version()) != "3.9":
    sys.exit(f"changed: pandoc is {version}")
pypandoc.convert_file("README.rst", "gfm", format="rst", outputfile="README.md")
PY

fail() { echo "changed: $*" >&2; exit 1; }
"$work/env/bin/docutils" --writer=pseudoxml README.rst | grep -q '<doctest_block' || fail "docutils sees no doctest block"
"$work/env/bin/python" -m doctest README.rst > rst.txt && fail "the wrong output passes in the RST page"
grep -q '1 of *2 in README.rst' rst.txt || grep -q '1 failure' rst.txt || fail "doctest stops in another way"
grep -qxF '\>\>\> side = 4 \>\>\> side \* side 18' README.md || fail "the block is something else than a line of prose"
"$work/env/bin/python" -m doctest -v README.md > md.txt || fail "doctest fails in the Markdown page"
grep -Eq '^0 (tests|passed)' md.txt || fail "doctest finds examples in the Markdown page"
echo "as described: the doctest block is a line of prose in the Markdown page, and nothing is checked"
