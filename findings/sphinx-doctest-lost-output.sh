#!/usr/bin/env bash
# The doctest builder of Sphinx 8.2.3 compares a `testcode` block with the `testoutput` block that follows. A page that
# documents two outputs of one example (on this system, on that one) has only the last of them compared: the second
# takes the place of the first. And a `testoutput` whose group has no `testcode`, as after a slip in the group's name, is
# dropped. Neither is counted or warned of, so both may say anything on a page that the builder calls right.
#
# Seen: `three` documented as an output of print("two"), and `lost` as an output of a block that prints nothing, in a
# group `area` misspelt `aera`: 2 tests, 0 failures, no warning with -W. With the only output false there is a failure.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check sphinx==8.2.3
cd "$work"

mkdir docs
echo 'extensions = ["sphinx.ext.doctest"]' > docs/conf.py
cat > docs/index.rst <<'RST'
Outputs
=======

.. testcode::

   print("two")

In the old version:

.. testoutput::

   three

In the new version:

.. testoutput::

   two

.. testcode:: area

   side = 2

.. testoutput:: aera

   lost
RST
build() { "$work/env/bin/sphinx-build" -q -W -b doctest docs out > log.txt 2>&1; }

fail() { echo "changed: $*" >&2; exit 1; }
build || fail "the builder no longer passes the page"
grep -Eq '^ +2 tests' out/output.txt || fail "the blocks are not counted as two tests"
grep -q '0 failures in tests' out/output.txt || fail "there are failures"
sed 's/^   two$/   four/' docs/index.rst > new.rst && mv new.rst docs/index.rst
rm -r out
build && fail "a false last output passes too"
grep -q '1 failure in tests' out/output.txt || fail "the builder stops in another way"
echo "as described: the first of two outputs and one of a misspelt group are not compared"
