#!/usr/bin/env bash
# mdformat-front-matters 2.0.0, a plugin of mdformat 1.0.0, formats the YAML at the top of a page, and takes off quotes
# that YAML 1.2 does not need: `lang: "no"` becomes `lang: no`. The programs that then read the page do so with PyYAML
# 6.0.4, which follows YAML 1.1: there a bare `no` is False, `on` is True and `12:30` is the number 750. So formatting
# changes the language of a page from Norwegian to False, and the time of a lesson to a number. Quotes that 1.2 needs as
# well, as in "3.10", stay. (mdformat checks that a page renders the same; the front matter is not rendered.)
#
# Seen: PyYAML reads no, on and 12:30 as strings before, as False, True and 750 after; "3.10" and "2026-01-02" stay strings.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check mdformat==1.0.0 mdformat-front-matters==2.0.0 PyYAML==6.0.4 \
  ruamel.yaml==0.19.1
cd "$work"

cat > page.md <<'MD'
---
lang: "no"
sound: "on"
begins: "12:30"
python: "3.10"
date: "2026-01-02"
---

# Lesson
MD
values() {
  env/bin/python -c 'import yaml
print(*map(repr, yaml.safe_load(open("page.md").read().split("---")[1]).values()), sep=", ")'
}

fail() { echo "changed: $*" >&2; exit 1; }
[ "$(values)" = "'no', 'on', '12:30', '3.10', '2026-01-02'" ] || fail "PyYAML reads other values before: $(values)"
env/bin/mdformat page.md
grep -qx 'lang: no' page.md || fail "the quotes stay"
[ "$(values)" = "False, True, 750, '3.10', '2026-01-02'" ] || fail "PyYAML reads other values after: $(values)"
echo "as described: formatted, the language of the page is False"
