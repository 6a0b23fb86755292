#!/usr/bin/env python3
"""Times doctrue against a shell loop, against plain ``python3`` and, with ``--peers``, against other tools.

    python3 benches/compare.py [--binary target/release/doctrue] [--rounds 3] [--peers] [--only NAME]

Everything is made in a temporary folder and taken away again. Commands of one table alternate, round by round, so that
what else the machine does hits all of them; a cell is the median. The examples run in a virtual environment without
packages that is made there too, so that nothing that is installed for your own ``python3`` slows its start; ``--python``
names another. Only ratios within one table mean anything: a busy or another machine gives other times. ``--peers`` makes
virtual environments there and installs pytest-examples and sybil into one and numpy into another, which needs a package
index.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Callable, NamedTuple

FILES = 100
EXAMPLES = 1000


class Command(NamedTuple):
    """Something to time: its name in the table, its words, where it runs."""

    name: str
    words: list[str]
    folder: Path


class Cost(NamedTuple):
    """What one run took, in seconds, with all processes that it waited for."""

    wall: float
    cpu: float


def run(command: Command) -> Cost:
    """Run once; a command that fails spoils the comparison, so that ends all."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    done = subprocess.run(command.words, cwd=command.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    wall = time.perf_counter() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        sys.exit(f"{command.name} failed:\n{done.stdout.decode(errors='replace')[-2000:]}")
    return Cost(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def table(title: str, commands: list[Command], rounds: int) -> None:
    """Time all ``commands`` in turn and print the medians; the first one is what the others are held against."""
    costs: dict[str, list[Cost]] = {command.name: [] for command in commands}
    for _ in range(rounds):
        for command in commands:
            costs[command.name].append(run(command))
    print(f"\n### {title}\n\n| | wall ms | CPU ms | wall against the first | CPU against the first |\n|---|---:|---:|---:|---:|")
    first = None
    for name, measured in costs.items():
        wall = statistics.median(cost.wall for cost in measured)
        cpu = statistics.median(cost.cpu for cost in measured)
        first = first or (wall, cpu)
        print(f"| {name} | {wall * 1000:.0f} | {cpu * 1000:.0f} | {wall / first[0]:.2f} | {cpu / first[1]:.2f} |")
    sys.stdout.flush()


def example(number: int) -> tuple[str, int]:
    """A small program without imports, and what it prints."""
    code = (
        f"def scale(value, factor={number % 7 + 1}):\n"
        f"    return value * factor\n"
        f"numbers = [scale(n) for n in range({number % 11 + 3})]\n"
        f"total = sum(numbers)\n"
        f"print(total)"
    )
    return code, sum(n * (number % 7 + 1) for n in range(number % 11 + 3))


def notes(folder: Path, claim: Callable[[str, int], str]) -> Path:
    """Write the documents, each example with its claim in the notation that ``claim`` gives."""
    folder.mkdir()
    each = EXAMPLES // FILES
    for file in range(FILES):
        blocks = [claim(*example(file * each + number)) for number in range(each)]
        (folder / f"note{file:03}.md").write_text(f"# Note {file}\n\n" + "\n\n".join(blocks) + "\n")
    return folder


def trailing(code: str, value: int) -> str:
    """`# Output: 15` behind the print."""
    return f"```python\n{code}  # Output: {value}\n```"


def arrow(code: str, value: int) -> str:
    """`#> 15` below it."""
    return f"```python\n{code}\n#> {value}\n```"


def prompts(code: str, value: int) -> str:
    """A transcript."""
    lines = code.split("\n")
    shown = [f">>> {lines[0]}", f"... {lines[1]}", "...", *(f">>> {line}" for line in lines[2:]), str(value)]
    return "```pycon\n" + "\n".join(shown) + "\n```"


def shell_loop(folder: Path, python: str) -> list[str]:
    """One ``python3`` an example, and ``cmp``: what somebody without a tool would write."""
    folder.mkdir()
    for number in range(EXAMPLES):
        code, value = example(number)
        (folder / f"{number}.py").write_text(code + "\n")
        (folder / f"{number}.out").write_text(f"{value}\n")
    script = f'for f in *.py; do {python} "$f" | cmp -s - "${{f%.py}}.out" || exit 1; done'
    return ["sh", "-c", script]


EXEC_ALL = """
import contextlib, io, pathlib
for path in sorted(pathlib.Path(".").glob("*.py")):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(path.read_text(), path, "exec"), {"__name__": "__main__"})
    assert out.getvalue() == path.with_suffix(".out").read_text()
"""

PYTEST_EXAMPLES = """
import pytest
from pytest_examples import CodeExample, EvalExample, find_examples

@pytest.mark.parametrize("example", find_examples("notes"), ids=str)
def test_notes(example: CodeExample, eval_example: EvalExample):
    eval_example.run_print_check(example)
"""

SYBIL = """
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser

pytest_collect_file = Sybil(parsers=[PythonCodeBlockParser()], patterns=["*.md"]).pytest()
"""


def peers(work: Path, python: str) -> list[Command]:
    """Other tools, each with the same examples in its own notation."""
    venv = work / "venv"
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    binaries = venv / "bin"
    packages = ["pytest", "pytest-examples", "sybil"]
    subprocess.run([binaries / "pip", "install", "-q", *packages], check=True)
    frozen = subprocess.run([binaries / "pip", "freeze"], check=True, capture_output=True, text=True).stdout
    wanted = [line for line in frozen.split() if line.split("==")[0] in packages]
    print("peers: " + ", ".join(wanted))
    pytest = [str(binaries / "python"), "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    one, two, three = work / "pytest-examples", work / "sybil", work / "doctest"
    for folder in (one, two, three):
        folder.mkdir()
    notes(one / "notes", arrow)
    (one / "test_notes.py").write_text(PYTEST_EXAMPLES)
    notes(two / "notes", lambda code, value: prompts(code, value).replace("```pycon", "```python"))
    (two / "conftest.py").write_text(SYBIL)
    files = sorted(str(path) for path in notes(three / "notes", prompts_only).iterdir())
    return [
        Command("pytest-examples", [*pytest, "test_notes.py"], one),
        Command("sybil", [*pytest, "notes"], two),
        Command("python3 -m doctest", [python, "-m", "doctest", *files], three),
    ]


def prompts_only(code: str, value: int) -> str:
    """A transcript without fences, which doctest would take for output."""
    return prompts(code, value).replace("```pycon\n", "").replace("\n```", "")


def many(work: Path, binary: str, python: str, arguments: argparse.Namespace) -> None:
    """1,000 simple examples in 100 files."""
    loop = shell_loop(work / "loop", python)
    folder = notes(work / "notes", trailing)
    check = [binary, "check", "--no-config", "--python", python, "-q", str(folder)]
    commands = [
        Command("shell loop, one python3 each", loop, work / "loop"),
        Command("exec of all in one python3", [python, "-c", EXEC_ALL], work / "loop"),
        Command("doctrue", check, work),
        Command("doctrue --jobs 1", [*check, "--jobs", "1"], work),
        Command("doctrue --isolation spawn", [*check, "--isolation", "spawn"], work),
        Command("doctrue --sandbox off", [*check, "--sandbox", "off"], work),
    ]
    if arguments.peers:
        commands += peers(work, python)
    table(f"{EXAMPLES} examples in {FILES} files, one right claim each", commands, arguments.rounds)


def cold(work: Path, binary: str, python: str, arguments: argparse.Namespace) -> None:
    """One example."""
    code, value = example(1)
    (work / "block.py").write_text(code + "\n")
    (work / "one.md").write_text(trailing(code, value) + "\n")
    check = [binary, "check", "--no-config", "--python", python, "-q", "one.md"]
    commands = [Command("python3 block.py", [python, "block.py"], work), Command("doctrue, one example", check, work)]
    table("One example", commands, max(arguments.rounds, 11))


def watched(work: Path, binary: str, python: str, arguments: argparse.Namespace) -> None:
    """What it costs that output is attributed to lines."""
    heavy = "def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\nprint(fib(32))"
    storm = "for i in range(100000):\n    print(i)\nprint('end')"
    for name, code, last in [("fib(32)", heavy, "2178309"), ("100,000 prints", storm, "end")]:
        (work / "block.py").write_text(code + "\n")
        (work / "one.md").write_text(f"```python\n{code}  # Output: {last}\n```\n")
        check = [binary, "check", "--no-config", "--python", python, "-q", "one.md"]
        plain = Command("python3 -u block.py", [python, "-u", "block.py"], work)
        table(f"Attribution: {name}", [plain, Command("doctrue", check, work)], max(arguments.rounds, 5))


def imports(work: Path, binary: str, python: str, arguments: argparse.Namespace) -> None:
    """100 examples that import the same module; with ``--peers`` also a package."""
    modules = [("asyncio", python), ("dataclasses", python)]
    if arguments.peers:
        subprocess.run([sys.executable, "-m", "venv", work / "numpy"], check=True)
        binaries = work / "numpy" / "bin"
        subprocess.run([binaries / "pip", "install", "-q", "numpy"], check=True)
        modules.append(("numpy", str(binaries / "python3")))
    for module, python in modules:
        folder = work / f"import-{module}"
        folder.mkdir()
        blocks = [f"```python\nimport {module}\nprint({n})  # Output: {n}\n```" for n in range(100)]
        (folder / "note.md").write_text("\n\n".join(blocks) + "\n")
        (folder / "block.py").write_text(f"import {module}\nprint(1)\n")
        loop = ["sh", "-c", f"for i in $(seq 100); do {python} block.py >/dev/null || exit 1; done"]
        check = [binary, "check", "--no-config", "--python", python, "-q", "note.md"]
        commands = [Command("python3 each", loop, folder), Command("doctrue", check, folder)]
        table(f"100 examples that import {module}", commands, arguments.rounds)


def dependent(work: Path, binary: str, python: str, arguments: argparse.Namespace) -> None:
    """Examples of one document that each need the one before, against as many that need none."""
    for count in [300, 3000]:
        chain = [f"```python\nx{n} = x{n - 1} + 1\nprint(x{n})  # Output: {n}\n```" for n in range(1, count)]
        alone = [f"```python\nx{n} = {n}\nprint(x{n})  # Output: {n}\n```" for n in range(1, count)]
        first = "```python\nx0 = 0\nprint(x0)  # Output: 0\n```"
        commands = []
        for name, blocks in [("need nothing", alone), ("need the one before", chain)]:
            file = work / f"{name.replace(' ', '-')}-{count}.md"
            file.write_text("\n\n".join([first, *blocks]) + "\n")
            check = [binary, "check", "--no-config", "--python", python, "-q", str(file)]
            commands.append(Command(f"{count} examples that {name}", check, work))
        table(f"{count} examples of one document", commands, arguments.rounds)


def hanging(work: Path, binary: str, python: str, arguments: argparse.Namespace) -> None:
    """A page with a block that does not end, within a limit of two seconds."""
    for name, odd in [("40 blocks", "x = 1"), ("40 blocks, one of which does not end", "while True: x = 1")]:
        blocks = [f"```python\ny = {n}\nprint(y)  # Output: {n}\n```" for n in range(40)]
        blocks[20] = f"```python\n{odd}\n```"
        (work / f"{len(odd)}.md").write_text("\n\n".join(blocks) + "\n")
        options = ["check", "--no-config", "--exit-zero", "--timeout", "2s", "--python", python, "-q"]
        table(name, [Command("doctrue", [binary, *options, f"{len(odd)}.md"], work)], arguments.rounds)


def packages(work: Path, binary: str, python: str, arguments: argparse.Namespace) -> None:
    """Eight examples that import a slow package, against one that does; with ``--peers`` only."""
    if not arguments.peers:
        return
    subprocess.run([sys.executable, "-m", "venv", work / "venv"], check=True)
    binaries = work / "venv" / "bin"
    subprocess.run([binaries / "pip", "install", "-q", "pandas"], check=True)
    commands = []
    for count in [1, 8]:
        code = "import pandas as pd\nprint(pd.Series([1, {0}]).sum())  # Output: {1}"
        blocks = [f"```python\n{code.format(n, n + 1)}\n```" for n in range(count)]
        (work / f"{count}.md").write_text("\n\n".join(blocks) + "\n")
        check = [binary, "check", "--no-config", "--python", str(binaries / "python3"), "-q", f"{count}.md"]
        commands.append(Command(f"{count} blocks that import pandas", check, work))
    table("Examples that import pandas", commands, arguments.rounds)


def memory(work: Path, binary: str, python: str, _: argparse.Namespace) -> None:
    """The largest process of a check, and of a second one of the same files, over their number."""
    print("\n### Memory\n\n| files | largest process, MB | second check, MB |\n|---:|---:|---:|")
    for count in [10, 1000, 10000]:
        folder = work / f"memory{count}"
        folder.mkdir()
        for number in range(count):
            (folder / f"{number}.md").write_text(trailing(*example(number)) + "\n")
        words = [binary, "check", "--no-config", "--python", python, "-q", str(folder)]
        script = (
            "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True); "
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
        )
        environment = {**os.environ, "DOCTRUE_CACHE_DIR": str(work / f"cache{count}")}
        environment.pop("DOCTRUE_NO_CACHE", None)

        def largest() -> float:
            asked = [python, "-c", script, *words]
            done = subprocess.run(asked, capture_output=True, text=True, check=True, env=environment)
            return int(done.stdout.split()[-1]) / 1024

        first = largest()
        print(f"| {count} | {first:.1f} | {statistics.median(largest() for _ in range(3)):.1f} |")


def clean_python(scratch: Path) -> str:
    """An interpreter that has no packages."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", scratch / "clean"], check=True)
    return str(scratch / "clean" / "bin" / "python3")


PARTS = {
    "many": many,
    "cold": cold,
    "attribution": watched,
    "imports": imports,
    "packages": packages,
    "dependent": dependent,
    "hanging": hanging,
    "memory": memory,
}


def main() -> None:
    """Make all tables, or the one that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default="target/release/doctrue", help="the program to time")
    parser.add_argument("--python", help="the interpreter of all examples [default: a clean virtual environment]")
    parser.add_argument("--rounds", type=int, default=3, help="how often each command runs")
    parser.add_argument("--peers", action="store_true", help="install and time other tools as well")
    parser.add_argument("--only", choices=sorted(PARTS), help="one table")
    arguments = parser.parse_args()
    binary = shutil.which(arguments.binary) or sys.exit(f"no program {arguments.binary}: cargo build --release")
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} processors, load {load:.1f}, Python {sys.version.split()[0]}")
    with tempfile.TemporaryDirectory(prefix="doctrue-bench-") as scratch:
        python = arguments.python or clean_python(Path(scratch))
        for name, part in PARTS.items():
            if arguments.only in (None, name):
                work = Path(scratch) / f"work-{name}"
                work.mkdir()
                part(work, os.path.abspath(binary), python, arguments)


if __name__ == "__main__":
    main()
