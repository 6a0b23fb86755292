#!/usr/bin/env bash
# A fork in Python ends threads of the process that forks, not only of its child: the wheels of numpy 2.4.6 bring OpenBLAS,
# which sees a fork coming (pthread_atfork) and shuts its pool of threads down before it happens, in the parent. They come
# back with the next product of matrices. So a server that counts its threads to learn whether it may fork says no as long
# as it has not forked, and yes from then on; and each first product behind a fork pays for the start of the pool again.
#
# Seen: 2 threads behind the import, 1 in the parent behind a fork whose child has done nothing, 2 behind a product.
set -euo pipefail

if [ "$(uname)" != Linux ] || [ "$(nproc)" -lt 2 ]; then
  echo "needs Linux and two processors: OpenBLAS has no more threads"
  exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: numpy==2.4.6

cat > "$work/count.py" <<'PY'
import os

os.environ["OPENBLAS_NUM_THREADS"] = "2"
import numpy


def threads():
    return len(os.listdir("/proc/self/task"))


before = threads()
child = os.fork()
if child == 0:
    os._exit(0)
os.waitpid(child, 0)
behind = threads()
numpy.dot(numpy.ones((600, 600)), numpy.ones((600, 600)))
print(before, behind, threads())
PY

counted=$("$work/env/bin/python" -W ignore "$work/count.py")
[ "$counted" = "2 1 2" ] || { echo "changed: $counted threads" >&2; exit 1; }
echo "as described: 2 threads behind the import, 1 in the parent behind a fork, 2 behind a product"
