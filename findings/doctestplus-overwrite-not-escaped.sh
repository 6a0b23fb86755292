#!/usr/bin/env bash
# pytest-doctestplus 1.7.1 can write outputs: `--doctest-plus-generate-diff=overwrite` replaces each expected output of a
# docstring that is wrong by the real one. It writes the text as it was printed, into the source of a string literal. In a
# docstring that is not raw a backslash in it is then an escape: `C:\new` gets a line break, `\d` in a repr loses a
# backslash. The run says "Applied fix" and passes; the next one fails, and so on, since every update writes the same
# text. With a line break in it the whole file can no longer be collected, and its other tests are not run either.
#
# Seen: after the update, `1 failed`: documented `'\d+'`, printed `'\\d+'`; the second update changes nothing. With the
# output C:\new there are no tests but an error at collection, "inconsistent leading whitespace".
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check pytest-doctestplus==1.7.1 pytest==9.2.0
cd "$work"

cat > digits.py <<'PY'
def pattern():
    """The pattern of a number.

    >>> pattern()
    '[0-9]+'
    """
    return r"\d+"
PY
cat > folder.py <<'PY'
def folder():
    """The folder for new files.

    >>> print(folder())
    nowhere
    """
    return r"C:\new"
PY
check() { env/bin/python -m pytest -q -p no:cacheprovider --doctest-modules --doctest-plus "$@" > out.txt 2>&1; }

fail() { echo "changed: $*" >&2; exit 1; }
for file in digits.py folder.py; do
  check "$file" && fail "$file passes as written"
  check --doctest-plus-generate-diff=overwrite "$file" || fail "the update of $file fails"
  grep -q 'Applied fix' out.txt || fail "$file is not updated"
done
grep -qxF "    '\\\\d+'" digits.py || fail "digits.py is written in another way"
grep -qxF '    C:\new' folder.py || fail "folder.py is written in another way"
check digits.py && fail "the updated digits.py passes"
grep -q '1 failed' out.txt || fail "digits.py stops in another way"
cp digits.py before.py
check --doctest-plus-generate-diff=overwrite digits.py || true
cmp -s digits.py before.py || fail "the second update changes something"
check folder.py && fail "the updated folder.py passes"
grep -q 'inconsistent leading whitespace' out.txt || fail "folder.py stops in another way"
echo "as described: after the update both files fail, and stay so"
