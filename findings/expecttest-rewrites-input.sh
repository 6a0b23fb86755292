#!/usr/bin/env bash
# expecttest 0.3.0 keeps the expected text of a test in the test itself: `assertExpectedInline(actual, """…""")`. With
# EXPECTTEST_ACCEPT=1 it writes the actual text into the triple-quoted string. It takes the first one of the call for
# the expected text. If the *input* stands in the call as a triple-quoted string too, as in `render("""…""")`, that is
# the one it overwrites: the input of the test is replaced by its output, and the expected text stays as it was. The run
# that did this reports OK. If the function leaves its own output alone, as dedent() does, nothing looks wrong either.
#
# Seen: the indented input of dedent() is overwritten by the text without indentation, the expected `""""""` is not; the
# accepting run passes, the next run fails.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check expecttest==0.3.0
cd "$work"

cat > test_dedent.py <<'PY'
import textwrap
import unittest

import expecttest


class Dedent(expecttest.TestCase):
    def test_two_lines(self):
        self.assertExpectedInline(textwrap.dedent("""\
            one
              two
        """), """""")


if __name__ == "__main__":
    unittest.main()
PY

fail() { echo "changed: $*" >&2; exit 1; }
EXPECTTEST_ACCEPT=1 env/bin/python test_dedent.py > out.txt 2>&1 || fail "the accepting run fails"
grep -qx OK out.txt || fail "the accepting run does not say OK"
sed -n '/assertExpectedInline/,/^$/p' test_dedent.py > call.txt
printf '        self.assertExpectedInline(textwrap.dedent("""\\\none\n  two\n"""), """""")\n\n\n' > wanted.txt
diff -B call.txt wanted.txt || fail "something else is written"
env/bin/python test_dedent.py > out.txt 2>&1 && fail "the next run passes"
grep -q "^AssertionError: '' != 'one" out.txt || fail "the next run fails in another way"
echo "as described: the input was overwritten, the expected text was not"
