"""Runs the binary that the wheel has installed, as ``python -m doctrue``."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig


def find() -> str:
    """The binary of this environment: where scripts go, also those of a user or of ``pip install --target``."""
    name = "doctrue" + (sysconfig.get_config_var("EXE") or "")
    user = "posix_user" if os.name == "posix" else "nt_user"
    if sys.version_info >= (3, 10):
        user = sysconfig.get_preferred_scheme("user")
    target = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "bin")
    folders = [sysconfig.get_path("scripts"), sysconfig.get_path("scripts", scheme=user), target]
    for folder in folders:
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            return path
    sys.exit("doctrue: the binary is not installed in any of: " + ", ".join(folders))


def main() -> None:
    """Become the binary, with the arguments of this process."""
    arguments = [find(), *sys.argv[1:]]
    if os.name == "posix":
        os.execv(arguments[0], arguments)
    try:
        sys.exit(subprocess.run(arguments).returncode)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
