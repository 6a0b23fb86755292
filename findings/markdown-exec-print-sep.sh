#!/usr/bin/env bash
# markdown-exec 1.12.6 runs the blocks of a Markdown page marked `exec` while the site is built, and shows what they
# print. It says that it replaces print(); it does not say by what: the replacement knows `end`, and ignores `sep` and
# `file`. So the page has an output that the code never had, right below the code: the separator is a blank, and what went
# to standard error stands among the output. What is printed by other means (pprint, sys.stdout.write) is missing.
#
# Seen: print(2026, 11, 28, sep="-") shows `2026 11 28` on the page; Python prints `2026-11-28`.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check markdown-exec==1.12.6 markdown==3.11.3 pymdown-extensions==13.1.2
cd "$work"

cat > example.py <<'PY'
import sys
from pprint import pprint

print(2026, 11, 28, sep="-")
print("warning", file=sys.stderr)
pprint({"nuts": 3})
print("end", end="!\n")
PY
cat > build.py <<'PY'
import html, re
import markdown
from markdown_exec import formatter, validator

code = open("example.py", encoding="utf-8").read()
fence = {"name": "python", "class": "python", "validator": validator, "format": formatter}
made = markdown.markdown(
    f'```python exec="on" result="text"\n{code}```\n',
    extensions=["pymdownx.superfences"],
    extension_configs={"pymdownx.superfences": {"custom_fences": [fence]}},
)
open("page.txt", "w", encoding="utf-8").write(html.unescape(re.sub("<[^>]*>", "", made)).strip() + "\n")
PY

fail() { echo "changed: $*" >&2; exit 1; }
env/bin/python example.py > python.txt 2> /dev/null
printf '2026-11-28\n%s\nend!\n' "{'nuts': 3}" | diff - python.txt || fail "Python itself prints something else"
env/bin/python build.py > built.txt
printf '2026 11 28\nwarning\nend!\n' | diff - page.txt || fail "the page shows something else"
grep -qxF "{'nuts': 3}" built.txt || fail "pprint writes elsewhere"
echo "as described: the page shows 2026 11 28 for print(2026, 11, 28, sep=\"-\")"
