#!/usr/bin/env bash
# xdoctest 1.3.2 takes the prefixes b and u off string literals before it compares an output with what the docstring
# says, so that b'xyz', u'xyz' and 'xyz' are one; so much it announces. But what it takes off is the letter between
# anything that is no letter and a quote, and that is also the whole of a one-letter string: 'b', 'B', 'u', 'U' and ''
# are one text to it. A documented grade, base, unit or key of these may be false and passes; other letters are
# compared. No option turns it off.
#
# Seen: `'B'` documented as `'U'`, `{'u': 1}` as `{'b': 1}` and `['b', 'c']` as `['', 'c']` pass with xdoctest, and fail
# with the standard library's doctest; `'B'` documented as `'C'` fails with xdoctest too.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check xdoctest==1.3.2
cd "$work"

cat > marks.py <<'PY'
def grade(points):
    """
    >>> grade(71)
    'U'
    >>> {'u': 1}
    {'b': 1}
    >>> list('bc')
    ['', 'c']
    """
    return "B"
PY
sed "s/'U'/'C'/" marks.py > other.py
run() { "$work/env/bin/python" -m xdoctest "$1" > out.txt 2>&1; }

fail() { echo "changed: $*" >&2; exit 1; }
run marks.py || fail "the false outputs no longer pass"
grep -q '1 passed' out.txt || fail "the examples are not run"
run other.py && fail "another letter passes too"
"$work/env/bin/python" -m doctest marks.py > std.txt 2>&1 && fail "doctest passes the page"
grep -q '3 of *3 in marks.grade' std.txt || grep -q '3 failures' std.txt || fail "doctest does not fail all three"
echo "as described: 'B' documented as 'U' passes, 'B' documented as 'C' does not"
