#!/usr/bin/env bash
# doctest takes an example wherever a line begins with `>>>`, also on the line right below the summary of a docstring.
# docformatter 1.7.8 and docstrfmt 2.2.1 take such lines for the rest of the sentence and join them: the prompt ends up
# in the middle of a line of prose. docformatter even sets a full stop behind the expected output. doctest then finds no
# example, and says nothing, so a run of the formatter turns a failing test suite into a passing one.
#
# Seen: before: 2 examples, 1 fails; after either formatter the docstring is one line and doctest has 0 examples.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check docformatter==1.7.8 docstrfmt==2.2.1
cd "$work"

cat > first.py <<'PY'
def double(number):
    """Return twice the number
    >>> double(1)
    2
    >>> double(2)
    5
    """
    return 2 * number
PY
cp first.py second.py
"$work/env/bin/python" -m doctest first.py > before.txt && failed=no || failed=yes
"$work/env/bin/docformatter" --in-place first.py || true
"$work/env/bin/docstrfmt" --quiet second.py > log.txt 2>&1 || true

fail() { echo "changed: $*" >&2; exit 1; }
[ "$failed" = yes ] || fail "doctest passes the file as written"
grep -qxF '    """Return twice the number >>> double(1) 2 >>> double(2) 5."""' first.py || fail "docformatter writes something else"
grep -qxF '    """Return twice the number >>> double(1) 2 >>> double(2) 5"""' second.py || fail "docstrfmt writes something else"
for name in first second; do
  "$work/env/bin/python" -m doctest -v "$name.py" > after.txt || fail "doctest fails $name.py"
  grep -Eq '^0 (tests|passed)' after.txt || fail "doctest finds examples in $name.py"
done
echo "as described: both formatters join the examples to the sentence above, and doctest has none left"
