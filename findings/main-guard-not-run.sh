#!/usr/bin/env bash
# A block that ends in `if __name__ == "__main__": main()` is how a whole script is shown. Four checkers that execute
# blocks do not call it `__main__`, each for its own reason, so main() is never called and the block passes whatever
# main() would do: sybil 10.1.0 and pytest-codeblocks 0.18.0 set no name (the guard sees that of the builtins module),
# pytest-markdown-docs 0.9.2 names it "fence", phmdoctest 1.4.0 writes the block into a function of a test module.
# mktestdocs 0.2.5 sets `__main__` and finds the error. So the same page is right or wrong by the tool, and the part of
# it that a reader would run is the part that four of five leave out.
#
# Seen: main() raises. 1 passed under each of the four; RuntimeError under mktestdocs.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check pytest==9.2.0 sybil==10.1.0 pytest-codeblocks==0.18.0 \
  pytest-markdown-docs==0.9.2 phmdoctest==1.4.0 mktestdocs==0.2.5
cd "$work"

cat > page.md <<'MD'
# A script

```python
def main():
    raise RuntimeError("the example is broken")


if __name__ == "__main__":
    main()
```
MD
run() { "$work/env/bin/python" -m pytest -q -p no:cacheprovider "$@" > out.txt 2>&1 && grep -q '1 passed' out.txt; }

fail() { echo "changed: $*" >&2; exit 1; }
mkdir sybil && cp page.md sybil/
cat > sybil/conftest.py <<'PY'
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser

pytest_collect_file = Sybil(parsers=[PythonCodeBlockParser()], pattern="*.md").pytest()
PY
run sybil/page.md || fail "sybil does not pass the block"
run --codeblocks page.md || fail "pytest-codeblocks does not pass the block"
run --markdown-docs page.md || fail "pytest-markdown-docs does not pass the block"
"$work/env/bin/phmdoctest" page.md --outfile test_page.py > /dev/null
run test_page.py || fail "phmdoctest does not pass the block"
"$work/env/bin/python" -c 'from mktestdocs import check_md_file; check_md_file("page.md")' > out.txt 2>&1 \
  && fail "mktestdocs passes the block"
grep -q 'RuntimeError: the example is broken' out.txt || fail "mktestdocs stops in another way"
echo "as described: four checkers pass the script without running its main(), one finds the error"
