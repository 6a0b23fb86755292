#!/usr/bin/env bash
# pytest-examples 0.0.18 (pytest 9.2.0) compares each `print` of an example with the `#> …` comment below it. It prints
# sets in sorted order by a rule of its own, and that rule has no case for the empty set: `print(set())` has to be
# documented as `#> {}`, which is the text of an empty dict. The page that says `#> set()`, what Python prints, fails;
# `--update-examples` rewrites it to the false text, and the false text passes from then on.
#
# Seen: page with `#> set()`: 1 failed. After --update-examples the page says `#> {}`, and the check passes.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check pytest-examples==0.0.18 pytest==9.2.0
cd "$work"

printf '# Shared tags\n\n```python\nprint({"red"} & {"blue"})\n#> set()\n```\n' > page.md
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

fail() { echo "changed: $*" >&2; exit 1; }
python3 -c 'print({"red"} & {"blue"})' | grep -qx 'set()' || fail "Python itself prints something else"
check && fail "the true output passes"
grep -q '1 failed' out.txt || fail "the check stops in another way"
check --update-examples || fail "the update does not run"
grep -qx '#> {}' page.md || fail "the update writes something else than {}"
check || fail "the false output does not pass"
echo "as described: set() is refused as the output of an empty set, {} is written and passes"
