#!/usr/bin/env python3
"""Times the largest of N shards, for the table of notes/manual/merge.md.

    python3 benches/shards.py [--binary target/release/doctrue] [--documents 5000] [--rounds 3] [--jobs N]

Makes documents of three examples each in a temporary folder, asks ``--show-files`` how many each shard has, and checks the largest
one of each N without a cache, round by round, so that what else the machine does hits all of them. A cell is the median; above the
table stands what it was measured with. Anything but an idle machine gives times that say little: the load is told too.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SHARDS = (1, 2, 4, 8, 16, 64)

DOCUMENT = """# Page {number}

Numbers that are added up.

```python
total = sum(range({number}))
print(total)  # Output: {total}
```

A list that is sorted.

```python
>>> sorted([3, {number}, 2])
{sorted}
```

And a text.

```python
print("page " * 2 + str({number}))
```

```text
page page {number}
```
"""


def make(folder: Path, count: int) -> None:
    """Write ``count`` documents, 100 to a folder."""
    for number in range(count):
        path = folder / f"part{number // 100:03}" / f"page{number:05}.md"
        path.parent.mkdir(exist_ok=True)
        total, ordered = sum(range(number)), sorted([3, number, 2])
        path.write_text(DOCUMENT.format(number=number, total=total, sorted=ordered))


def run(words: list[str], folder: Path) -> tuple[float, float, str]:
    """Wall time and processor time of a command that has to end well, and what it prints."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    wall, after = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        sys.exit(f"{' '.join(words)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def largest(check: list[str], folder: Path, shards: int) -> tuple[int, int]:
    """The number of documents of the largest of so many shards, and its index."""
    shown = [run([*check, "--show-files", "--shard", f"{one}/{shards}"], folder)[2] for one in range(1, shards + 1)]
    return max((len(text.splitlines()), index) for index, text in enumerate(shown, 1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", default="target/release/doctrue")
    parser.add_argument("--documents", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    binary = str(Path(arguments.binary).resolve())
    version = subprocess.run([binary, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    load = os.getloadavg()[0]
    print(f"{version}, {arguments.documents} documents of three examples, --jobs {arguments.jobs}, --no-cache,")
    print(f"{arguments.rounds} rounds; {os.cpu_count()} processors, {platform.system()} {platform.release()}, load {load:.1f} at first")
    print("\n| N | documents of the largest shard | wall time | processor time |\n|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make(folder, arguments.documents)
        check = [binary, "check", "--quiet", "."]
        sizes = {shards: largest(check, folder, shards) for shards in SHARDS}
        times: dict[int, list[tuple[float, float]]] = {shards: [] for shards in SHARDS}
        for _ in range(arguments.rounds):
            for shards, (_, index) in sizes.items():
                words = [*check, "--no-cache", "--jobs", str(arguments.jobs), "--shard", f"{index}/{shards}"]
                times[shards].append(run(words, folder)[:2])
        for shards, (size, _) in sizes.items():
            wall, processor = (statistics.median(each) for each in zip(*times[shards]))
            print(f"| {shards} | {size:,} | {wall:.2f} s | {processor:.2f} s |")
    print(f"\nload {os.getloadavg()[0]:.1f} at last")


if __name__ == "__main__":
    main()
