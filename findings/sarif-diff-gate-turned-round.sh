#!/usr/bin/env bash
# sarif-tools 3.0.5: `sarif --check error diff OLD NEW` is the gate for "no new problems". Its help says that the exit
# code tells of "an increase in issues at that level". It does not count issues: all results of a rule are one issue, and
# its name is the common beginning of their messages. So the gate does the opposite of what it is for, if messages name
# the thing at fault, as those of most checkers do. More results of a rule are listed as `2 -> 4 (+2)`, but the totals
# are `+0 +0` and the exit code is 0. Fewer of them, down to one, have a longer common beginning: another name, so a "new
# issue", and the exit code is 1. (sarif-tools' README says that totals are of "issue types", not what a type is.)
#
# Seen: "unused import: io" and "unused import: os", then two more of these: exit code 0. Then only the first: exit code 1.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check sarif-tools==3.0.5
cd "$work"

cat > write.py <<'PY'
import json


def write(name, *modules):
    found = [
        {
            "ruleId": "F401",
            "level": "error",
            "message": {"text": f"unused import: {module}"},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": f"{module}.py"}, "region": {"startLine": 3}}}],
        }
        for module in modules
    ]
    run = {"tool": {"driver": {"name": "check"}}, "results": found}
    with open(name, "w", encoding="utf-8") as file:
        json.dump({"version": "2.1.0", "runs": [run]}, file)


write("old.sarif", "io", "os")
write("more.sarif", "io", "os", "re", "ast")
write("fewer.sarif", "io")
PY
env/bin/python write.py

fail() { echo "changed: $*" >&2; exit 1; }
env/bin/sarif --help | tr -s ' \n' ' ' > help.txt
grep -q 'for diff, an increase in issues at that level' help.txt || fail "the help says something else"
env/bin/sarif --check error diff old.sarif more.sarif > more.txt 2>&1 || fail "two more errors close the gate"
grep -qF 'Number of occurrences 2 -> 4 (+2)' more.txt || fail "the increase is listed in another way"
grep -qx 'all levels: +0 +0' more.txt || fail "the totals count it"
env/bin/sarif --check error diff old.sarif fewer.sarif > fewer.txt 2>&1 && fail "one error fewer keeps the gate open"
grep -q 'New issue "F401 unused import: io"' fewer.txt || fail "the error that was there is not called new"
echo "as described: two errors more, exit code 0; one fewer, exit code 1"
