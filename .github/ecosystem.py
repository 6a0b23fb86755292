#!/usr/bin/env python3
"""Shows which verdicts two builds of doctrue give differently on public documents.

    .github/ecosystem.py OLD NEW [--folders DIR ...] [--work DIR] [--timeout 5s] [--most 20] [--output FILE] [--exit-code]

OLD and NEW are executables. Without ``--folders`` the repositories in ecosystem.tsv are fetched at their pinned commits into
``--work``. Every document that differs is checked again with both builds, so that an output that changes from run to run is not
reported as a change of doctrue. The report is Markdown, on standard output or appended to ``--output``. ``--exit-code`` exits
with 1 if a verdict changed. The documents are strangers': doctrue runs their examples in its sandbox, nothing else here runs them.
"""

from __future__ import annotations

import argparse
import collections
import csv
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Iterable, NamedTuple

PINS = Path(__file__).with_suffix(".tsv")


class Where(NamedTuple):
    """What a verdict is about, in both reports."""

    path: str
    line: int
    text: str


class Change(NamedTuple):
    """One verdict, or status of a block, that differs."""

    where: Where
    old: str
    new: str


def fetch(work: Path) -> list[Path]:
    """The folders of the pinned repositories, each at its commit."""
    folders = []
    with PINS.open(encoding="utf-8", newline="") as pins:
        for row in csv.DictReader(pins, delimiter="\t"):
            clone = work / row["repository"].replace("/", "__")
            if not clone.exists():
                git = ["git", "-C", str(clone)]
                subprocess.run(["git", "init", "--quiet", str(clone)], check=True)
                url = f"https://github.com/{row['repository']}"
                subprocess.run([*git, "fetch", "--quiet", "--depth=1", url, row["commit"]], check=True)
                subprocess.run([*git, "checkout", "--quiet", "FETCH_HEAD"], check=True)
            folders.append(clone / row["folder"])
    return folders


def check(tool: Path, folder: Path, timeout: str, paths: Iterable[str] = (".",)) -> dict:
    """The JSON report of one build on documents of a folder; nothing stored is used, and no history is searched."""
    words = [str(tool), "check", "--format", "json", "--timeout", timeout, "--", *paths]
    plain = {**os.environ, "DOCTRUE_NO_CACHE": "1", "DOCTRUE_EVIDENCE": "none"}
    done = subprocess.run(words, cwd=folder, env=plain, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if done.returncode not in (0, 1):
        message = done.stderr.decode(errors="replace")
        sys.exit(f"{tool} ended with {done.returncode} in {folder}\n{message}")
    return json.loads(done.stdout)


def verdicts(report: dict) -> dict[Where, str]:
    """Every verdict and every status, by what it is about."""
    found: dict[Where, list[str]] = collections.defaultdict(list)
    for document in report["documents"]:
        path = os.path.normpath(document["path"])
        for claim in document["claims"]:
            found[Where(path, claim["line"], claim["expected"] or "")].append(claim["verdict"])
        for block in document["blocks"]:
            found[Where(path, block["line"], "(block)")].append(f"{block['kind']}, {block['status']}")
        for finding in document["findings"]:
            found[Where(path, finding["line"], "(finding)")].append(finding["code"])
    return {where: " + ".join(sorted(words)) for where, words in found.items()}


def differing(old: dict, new: dict) -> set[Change]:
    before, after = verdicts(old), verdicts(new)
    pairs = ((where, before.get(where, "none"), after.get(where, "none")) for where in before.keys() | after.keys())
    return {Change(*pair) for pair in pairs if pair[1] != pair[2]}


def changes(old: Path, new: Path, folder: Path, timeout: str) -> tuple[set[Change], int, int]:
    """The changes that two rounds agree on, how many they do not agree on, and how many claims were compared."""
    reports = [check(tool, folder, timeout) for tool in (old, new)]
    first = differing(*reports)
    claims = sum(len(document["claims"]) for document in reports[0]["documents"])
    if not first:
        return first, 0, claims
    paths = sorted({change.where.path for change in first})
    steady = first & differing(*(check(tool, folder, timeout, paths) for tool in (old, new)))
    return steady, len(first) - len(steady), claims


def in_code(text: str) -> str:
    """Foreign text in a Markdown table: one line, in code, which no renderer reads."""
    line = " ".join(text.split())[:70].replace("`", "'").replace("|", "¦")
    return f"`{line}`" if line else ""


def table(found: dict[str, set[Change]], most: int) -> str:
    """Each kind of change with its rows, the most frequent kind first."""
    kinds: dict[tuple[str, str], list[tuple[str, Where]]] = collections.defaultdict(list)
    for folder, all_changes in found.items():
        for change in all_changes:
            kinds[change.old, change.new].append((folder, change.where))
    parts = []
    for (old, new), rows in sorted(kinds.items(), key=lambda item: (-len(item[1]), item[0])):
        parts.append(f"\n### {old} → {new}: {len(rows)}\n\n| document | text |\n|---|---|")
        for folder, where in sorted(rows)[:most]:
            parts.append(f"| {in_code(f'{folder}/{where.path}:{where.line}')} | {in_code(where.text)} |")
        if len(rows) > most:
            parts.append(f"\n… and {len(rows) - most} more")
    return "\n".join(parts)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", type=lambda text: Path(text).resolve())
    parser.add_argument("new", type=lambda text: Path(text).resolve())
    parser.add_argument("--folders", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--work", type=Path, metavar="DIR")
    parser.add_argument("--timeout", default="5s")
    parser.add_argument("--most", type=int, default=20, metavar="N")
    parser.add_argument("--output", type=Path, metavar="FILE")
    parser.add_argument("--exit-code", action="store_true")
    asked = parser.parse_args()

    with tempfile.TemporaryDirectory() as temporary:
        folders = asked.folders or fetch(asked.work or Path(temporary))
        found: dict[str, set[Change]] = {}
        claims = unsteady = 0
        for folder in folders:
            found[str(folder)], lost, compared = changes(asked.old, asked.new, folder, asked.timeout)
            unsteady += lost
            claims += compared
    count = sum(map(len, found.values()))
    title = f"## Ecosystem: {count} verdicts changed" if count else "## Ecosystem: no verdict changed"
    head = f"{title}\n\n{claims} claims in {len(found)} folders; {unsteady} differences were not seen twice."
    text = head + "\n" + table(found, asked.most) + "\n"
    if asked.output:
        with asked.output.open("a", encoding="utf-8") as output:
            output.write(text)
    else:
        print(text, end="")
    return 1 if count and asked.exit_code else 0


if __name__ == "__main__":
    sys.exit(main())
