#!/usr/bin/env bash
# pandoc 3.9 (pypandoc_binary 1.17), used to tidy up a page (`-f gfm -t gfm`), keeps the first word of a fence's info
# string and sets a blank before it: ```` ```python notest ```` becomes ```` ``` python ````. Both matter to the tools
# that run the page. The words dropped are where they are told what to do: pytest-markdown-docs 0.9.2 now runs a block
# that was marked `notest`. The blank hides the block: three other checkers look for ```` ```python ```` and find nothing
# to run. sybil 10.1.0 and pytest-codeblocks 0.18.0 collect no test, and mktestdocs 0.2.5 returns as if all was well. By
# CommonMark the two spellings are the same.
#
# Seen: a page with one false assertion fails under all four; after pandoc, only under pytest-markdown-docs.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check pypandoc_binary==1.17 pytest==9.2.0 sybil==10.1.0 \
  pytest-markdown-docs==0.9.2 pytest-codeblocks==0.18.0 mktestdocs==0.2.5
cd "$work"

tidy() { env/bin/python -c 'import pypandoc; pypandoc.convert_file("page.md", "gfm", format="gfm", outputfile="page.md")'; }
mkdir sybil
cat > sybil/conftest.py <<'PY'
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser

pytest_collect_file = Sybil(parsers=[PythonCodeBlockParser()], pattern="*.md").pytest()
PY
run() { env/bin/python -m pytest -p no:cacheprovider "$@" > out.txt 2>&1 || true; tail -1 out.txt | grep -oE '[0-9]+ [a-z]+|no tests ran' | head -1; }
checks() {
  cp page.md sybil/
  echo "$(run sybil), $(run --codeblocks page.md), $(run --markdown-docs page.md)," \
    "$(env/bin/python -c 'from mktestdocs import check_md_file; check_md_file("page.md")' > /dev/null 2>&1 && echo passed || echo failed)"
}

fail() { echo "changed: $*" >&2; exit 1; }
printf '# Sum\n\n```python\nassert 1 + 1 == 3\n```\n' > page.md
[ "$(checks)" = "1 failed, 1 failed, 1 failed, failed" ] || fail "before: $(checks)"
tidy
grep -qxF '``` python' page.md || fail "pandoc writes another fence"
[ "$(checks)" = "no tests ran, no tests ran, 1 failed, passed" ] || fail "after: $(checks)"
printf '# Sum\n\n```python notest\nassert 1 + 1 == 3\n```\n' > page.md
[ "$(run --markdown-docs page.md)" = "no tests ran" ] || fail "notest is not obeyed"
tidy
[ "$(run --markdown-docs page.md)" = "1 failed" ] || fail "notest is still there"
echo "as described: the block marked notest is run, and three checkers run no block at all"
