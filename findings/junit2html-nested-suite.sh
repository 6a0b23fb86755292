#!/usr/bin/env bash
# In a JUnit report a `testsuite` may stand in another one, for a group of tests in a file, say. junit2html 31.1.4
# reads only the test cases directly below the outer suites. What stands deeper is not on its page, not in its totals,
# and does not count for `--max-failures`, the option that makes its summary a gate. It does not say that it left
# something out, and does not compare what it read with the attributes `tests` and `failures`, which have it right.
#
# Seen: one passed test outside, one failed test in a nested suite: "Tests 1, Failures 0", exit code 0 with --max-failures
# 1; the same tests in two suites side by side: exit code 1. junitparser 5.0.3 finds the failure in both.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check junit2html==31.1.4 junitparser==5.0.3
cd "$work"

outer='<testcase classname="pages" name="outer" time="1"/>'
inner='<testsuite name="group" tests="1" failures="1"><testcase classname="group" name="inner" time="1"><failure message="no"/></testcase></testsuite>'
echo "<testsuites><testsuite name=\"pages\" tests=\"2\" failures=\"1\">$outer$inner</testsuite></testsuites>" > nested.xml
echo "<testsuites><testsuite name=\"pages\" tests=\"1\" failures=\"0\">$outer</testsuite>$inner</testsuites>" > flat.xml
gate() { env/bin/junit2html --summary-matrix --max-failures 1 "$1.xml" > log.txt 2>&1; }
text() {
  env/bin/junit2html "$1.xml" "$1.html"
  sed '/<style/,/<\/style>/d; s/<[^>]*>/ /g' "$1.html" | tr -s ' \n' ' '
}

fail() { echo "changed: $*" >&2; exit 1; }
for name in nested flat; do
  env/bin/junitparser verify "$name.xml" && fail "junitparser sees no failure in $name.xml"
done
gate flat && fail "the failure side by side does not close the gate"
text flat | grep inner > found.txt || fail "the failure side by side is not on the page"
gate nested || fail "the nested failure closes the gate"
text nested | grep 'Tests 1 Failures 0' > found.txt || fail "the totals are different ones"
text nested | grep inner > found.txt && fail "the nested test is on the page"
echo "as described: the failed test in the nested suite is nowhere on the page"
