#!/usr/bin/env bash
# ruff 0.17.6 formats the Python blocks of Markdown files; pytest-examples 0.0.18 (pytest 9.2.0) reads the output of a
# `print` from the comment `#> …` below it, and uses ruff itself for linting. `ruff format` puts a blank into that
# comment, `# > …`, and then it is no output any more: the check fails on a page that was right, and
# `--update-examples`, meant for this, writes a second line and leaves the first, now an ordinary comment, on the page.
# Each round of formatting and updating adds one more; a line left so keeps its old text when the output changes.
#
# Seen: passes; after `ruff format` 1 failed; after the update `#> 7` and `# > 7` stand below each other; after a second
# round there are three lines.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check ruff==0.17.6 pytest-examples==0.0.18 pytest==9.2.0
cd "$work"

printf '# Sum\n\n```python\nprint(3 + 4)\n#> 7\n```\n' > page.md
cat > test_page.py <<'PY'
import pytest
from pytest_examples import find_examples


@pytest.mark.parametrize("example", list(find_examples("page.md")), ids=str)
def test_page(example, eval_example):
    if eval_example.update_examples:
        eval_example.run_print_update(example)
    else:
        eval_example.run_print_check(example)
PY
check() { "$work/env/bin/python" -m pytest -q -p no:cacheprovider --basetemp="$work/pytest" "$@" test_page.py > out.txt 2>&1; }
format() { "$work/env/bin/ruff" format --isolated --no-cache --quiet page.md; }

fail() { echo "changed: $*" >&2; exit 1; }
check || fail "the page does not pass as it is written"
format
grep -qx '# > 7' page.md || fail "ruff leaves the comment alone"
check && fail "the formatted page passes"
check --update-examples || fail "the update does not run"
[ "$(grep -c '> 7$' page.md)" = 2 ] || fail "the old line does not stay"
format
check --update-examples || fail "the second update does not run"
[ "$(grep -c '> 7$' page.md)" = 3 ] || fail "the second round adds no line"
check || fail "the page with stale lines does not pass"
echo "as described: formatting hides the output, and each update leaves one more stale line"
