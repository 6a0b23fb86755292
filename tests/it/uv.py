"""Stands in for uv: makes environments out of an index in a file beside it, and notes how it is called.

The index has for each package its releases: version, upload time or none, code, and the packages that it requires.
"""

import json
import os
import re
import sys
import sysconfig
from pathlib import Path

HERE = Path(__file__).parent
INDEX = json.loads((HERE / "index.json").read_text())


def option(name):
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else None


def key(version):
    return [int(part) for part in version.split(".")]


def lines(path):
    return [re.split(r"(==|<=)", line.strip()) for line in Path(path).read_text().splitlines()]


def solved(wanted, bounds, until):
    found = {}
    while wanted:
        name, *rest = wanted.pop(0)
        if name in found:
            continue

        def admitted(release, limits=(rest, *[rest for other, *rest in bounds if other == name])):
            version, time, *_ = release
            for limit in limits:
                if limit and limit[0] == "==" and version != limit[1]:
                    return False
                if limit and limit[0] == "<=" and key(version) > key(limit[1]):
                    return False
            return until is None or time is None or time < until

        releases = [release for release in INDEX.get(name, []) if admitted(release)]
        if not releases:
            sys.exit(f"error: No solution found: there is no {name} that will do")
        found[name] = max(releases, key=lambda release: key(release[0]))
        wanted += [[other] for other in found[name][3]]
    return found


def install(site, name, version, code):
    (site / f"{name}.py").write_text(code)
    info = site / f"{name}-{version}.dist-info"
    info.mkdir()
    (info / "RECORD").write_text(f"{name}.py,,\n")


def main():
    with (HERE / "calls").open("a") as calls:
        calls.write(" ".join(sys.argv[1:]) + "\n")
    paths = {"base": sys.argv[-1], "platbase": sys.argv[-1]}
    if sys.argv[1] == "venv":
        environment = Path(sys.argv[-1])
        (environment / "bin").mkdir(parents=True)
        Path(sysconfig.get_path("purelib", "posix_prefix", vars=paths)).mkdir(parents=True)
        (environment / "pyvenv.cfg").write_text(f"home = {sys.base_prefix}/bin\n")
        (environment / "bin" / "python").symlink_to(os.path.realpath(sys.executable))
    elif "compile" in sys.argv:
        found = solved(lines(sys.argv[-1]), lines(option("--constraints")), option("--exclude-newer"))
        with open(option("--output-file"), "w") as lock:
            for name, (version, time, *_) in found.items():
                uploaded = f", upload-time = {time}" if time else ""
                wheel = f'{{ url = "https://index/{name}.whl"{uploaded} }}'
                lock.write(f'[[packages]]\nname = "{name}"\nversion = "{version}"\nwheels = [{wheel}]\n\n')
    elif "install" in sys.argv:
        base = Path(option("--python")).parent.parent
        site = sysconfig.get_path("purelib", "posix_prefix", vars={"base": str(base), "platbase": str(base)})
        wanted = [re.split(r"(==|<=)", text) for text in sys.argv[sys.argv.index("--") + 1 :]]
        for name, (version, _, code, _) in solved(wanted, [], None).items():
            install(Path(site), name, version, code)


main()
