#!/usr/bin/env bash
# IPython 9.18.1 does not show the repr() of a compiled pattern, it writes one of its own, in the form of the call that
# makes the pattern. It has no word for re.ASCII: the flag is left out, and what is shown is the call for another pattern.
# With the flag, \d and \w match ASCII only; the text shown, run again, makes a pattern that also matches other digits
# and letters. For a pattern without flags it adds one, re.UNICODE. Notebooks store this text, and pages made from them
# show it. print(pattern) has the right text.
#
# Seen: re.compile(r"\d+", re.ASCII | re.MULTILINE) is shown as re.compile(r'\d+', re.MULTILINE). The first does not match
# Arabic digits, the second does.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check ipython==9.18.1
cd "$work"
export IPYTHONDIR="$work/ipython"

cat > show.py <<'PY'
import re
from IPython.core.interactiveshell import InteractiveShell

shell = InteractiveShell.instance(colors="nocolor")
for source in (r're.compile(r"\d+", re.ASCII | re.MULTILINE)', r're.compile(r"\d+", re.ASCII)', r're.compile(r"\d+")'):
    pattern = shell.run_cell(f"import re\n{source}").result
    shown = shell.display_formatter.format(pattern)[0]["text/plain"]
    print(shown, repr(pattern), *(bool(p.match("\u0663")) for p in (pattern, eval(shown))), sep="   ")
PY
env/bin/python show.py | grep -v '^Out' | grep . > out.txt

cat > wanted.txt <<'TXT'
re.compile(r'\d+', re.MULTILINE)   re.compile('\\d+', re.MULTILINE|re.ASCII)   False   True
re.compile(r'\d+', )   re.compile('\\d+', re.ASCII)   False   True
re.compile(r'\d+', re.UNICODE)   re.compile('\\d+')   True   True
TXT
diff wanted.txt out.txt || { echo "changed: other patterns are shown" >&2; exit 1; }
echo "as described: the pattern shown matches Arabic digits, the real one does not"
