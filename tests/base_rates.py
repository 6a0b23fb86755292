#!/usr/bin/env python3
"""Counts what became of the claims of any folder: by verdict, notation, age and cause, as the tables of notes/manual/base-rates.md.

    python3 tests/base_rates.py FOLDER [--tool target/debug/doctrue] [--report REPORT.json]

Runs `doctrue check` on the folder, or reads a JSON report that was made there. The age of a claim is that of the last commit
that changed its line; outside of a git repository it is not known. Only sums are printed, no text of any document.
"""

import argparse
import collections
import datetime
import json
import pathlib
import subprocess

FAILING = {"wrong", "stale", "unreached"}
AGES = ((1, "under 1 year"), (3, "1 to 3 years"), (6, "3 to 6 years"), (99, "6 years and more"))


def report_of(folder: pathlib.Path, tool: str) -> dict:
    """The JSON report on all documents of the folder."""
    command = [str(pathlib.Path(tool).resolve()), "check", "--format", "json", "."]
    return json.loads(subprocess.run(command, cwd=folder, capture_output=True, check=False).stdout)


def years(folder: pathlib.Path, path: str, now: datetime.datetime) -> dict[int, float]:
    """The age of each line of a document in years; nothing where git knows none."""
    command = ["git", "blame", "-w", "--line-porcelain", "--", path]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", check=False)
    found, line = {}, 0
    for text in done.stdout.splitlines():
        words = text.split(" ")
        if len(words[0]) == 40 and len(words) > 2 and not text.startswith("\t"):
            line = int(words[2])
        elif words[0] == "committer-time":
            found[line] = (now.timestamp() - int(words[1])) / (365.25 * 86400)
    return found


def age(value: float | None) -> str:
    """The row of the table that an age belongs to."""
    return "not known" if value is None else next(name for limit, name in AGES if value < limit)


def cause(claim: dict) -> str:
    """What became of a claim that fails."""
    evidence = claim["evidence"] or {}
    record = evidence.get("kind") == "record"
    return "held in a record" if record else evidence.get("biography", "not asked").replace("_", " ")


def table(title: str, counts: dict[str, collections.Counter], columns: list[str]) -> None:
    """Prints the counts with their shares of those that were judged."""
    print(f"\n| {title} | claims | judged | {' | '.join(columns)} | failing |")
    print("|---|" + "---|" * (len(columns) + 3))
    for row, count in sorted(counts.items(), key=lambda item: -item[1].total()):
        judged = sum(count[verdict] for verdict in FAILING | {"confirmed"})
        share = f"{100 * sum(count[verdict] for verdict in FAILING) / judged:.1f} %" if judged else "-"
        cells = [str(count[column]) for column in columns]
        print(f"| {row} | {count.total()} | {judged} | {' | '.join(cells)} | {share} |")


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--tool", default="doctrue")
    parser.add_argument("--report", type=pathlib.Path)
    args = parser.parse_args()
    report = json.loads(args.report.read_text()) if args.report else report_of(args.folder, args.tool)
    now = datetime.datetime.now(datetime.UTC)
    notations, ages, causes = (collections.defaultdict(collections.Counter) for _ in range(3))
    for document in report["documents"]:
        lines = years(args.folder, document["path"], now)
        for claim in document["claims"]:
            if claim["strength"] == "inferred" and claim["verdict"] == "unverified":
                continue  # A comment that may be no claim at all.
            notations[claim["notation"]][claim["verdict"]] += 1
            notations["all"][claim["verdict"]] += 1
            ages[age(lines.get(claim["line"]))][claim["verdict"]] += 1
            if claim["verdict"] in FAILING:
                causes[cause(claim)][claim["verdict"]] += 1
    python, tool = report["python"], report["tool"]
    print(f"{len(report['documents'])} documents, doctrue {tool['version']}, {python['implementation']} {python['version']}")
    table("notation", notations, ["confirmed", "wrong", "stale", "unreached", "volatile", "skipped", "unverified"])
    table("age", ages, ["confirmed", "wrong", "stale", "unreached"])
    print("\n| cause | wrong | stale | unreached |\n|---|---|---|---|")
    for row, count in sorted(causes.items(), key=lambda item: -item[1].total()):
        print(f"| {row} | {count['wrong']} | {count['stale']} | {count['unreached']} |")


if __name__ == "__main__":
    main()
