#!/usr/bin/env bash
# orjson 3.13.0 documents `JSONEncodeError` as a subclass of `TypeError`, and its README shows tracebacks that end in
# `JSONEncodeError: …`. The name is bound to `TypeError` itself. So no traceback can ever end as documented, and
# `except orjson.JSONEncodeError` catches every `TypeError` of the code within, also those that have nothing to do with JSON.
# (`JSONDecodeError` is a class of its own, below `json.JSONDecodeError`.)
#
# Seen: `orjson.JSONEncodeError is TypeError` is True; the traceback of `orjson.dumps(1j)` ends in `TypeError: Type is not JSON
# serializable: complex`; `1 + "1"` within `try … except orjson.JSONEncodeError` is caught.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: orjson==3.13.0
python="$work/env/bin/python"

fail() { echo "changed: $*" >&2; exit 1; }
[ "$("$python" -c 'import orjson; print(orjson.JSONEncodeError is TypeError)')" = True ] || fail "it is a class of its own"
[ "$("$python" -c 'import json, orjson; print(issubclass(orjson.JSONDecodeError, json.JSONDecodeError))')" = True ] ||
  fail "the decoder's exception is no JSONDecodeError"
"$python" -c 'import orjson; orjson.dumps(1j)' 2> "$work/err" && fail "a complex number is serialised"
[ "$(tail -n 1 "$work/err")" = "TypeError: Type is not JSON serializable: complex" ] || fail "the traceback ends otherwise"
caught=$("$python" - <<'PY'
import orjson

try:
    total = 1 + "1"
except orjson.JSONEncodeError:
    print("caught")
PY
)
[ "$caught" = caught ] || fail "another TypeError passes"
echo "as described: JSONEncodeError is TypeError, which tracebacks show and except clauses catch"
