#!/usr/bin/env bash
# pytest-examples 0.0.18 (pytest 9.2.0): `run_print_check` is there to check the `#> …` comments of an example. It only
# looks at comments below a direct call of `print` that was reached while the example ran. A `#> …` below pprint(), a
# method that writes to sys.stdout, or a `print` in a branch not taken is never compared, and may say anything.
# To a reader all of these lines look alike; nothing tells which of them stand unchecked.
#
# Seen: a page with four false `#> …` lines passes; with a false one below a reached `print` it fails.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check pytest-examples==0.0.18 pytest==9.2.0
cd "$work"

cat > page.md <<'MD'
# Stock

```python
import sys
from pprint import pprint

stock = {"nuts": 3, "bolts": 0}
pprint(stock)
#> {'screws': 12}
sys.stdout.write("counted\n")
#> not a word of it
if stock["bolts"]:
    print("bolts left")
    #> 99 bolts, says the page
else:
    print("no bolts")
    #> no bolts
stock["nuts"]
#> 4
```
MD
cat > test_page.py <<'PY'
import pytest
from pytest_examples import find_examples


@pytest.mark.parametrize("example", list(find_examples("page.md")), ids=str)
def test_page(example, eval_example):
    eval_example.run_print_check(example)
PY
check() { "$work/env/bin/python" -m pytest -q -p no:cacheprovider --basetemp="$work/pytest" test_page.py > out.txt 2>&1; }

fail() { echo "changed: $*" >&2; exit 1; }
check || fail "the false lines no longer pass"
grep -q '1 passed' out.txt || fail "the example is not run"
sed 's/#> no bolts/#> many bolts/' page.md > other.md && mv other.md page.md
check && fail "a false line below a reached print passes too"
grep -q '1 failed' out.txt || fail "the check stops in another way"
echo "as described: four false lines pass, as no reached print stands above them"
