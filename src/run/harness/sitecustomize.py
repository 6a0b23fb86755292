"""Loads the harness while the interpreter starts, and takes every trace of it away again.

doctrue puts this folder first on PYTHONPATH, so that ``site`` imports this file before CPython's own main runs the
example. Nothing of the harness is on the stack when the example runs: it is a real ``python3 block.py``.
"""

import os
import sys


def _leave_no_trace():
    """Undo what made this file be found, and import the sitecustomize that the environment has of its own."""
    here = os.path.dirname(os.path.abspath(__file__))
    rest = [entry for entry in os.environ.pop("PYTHONPATH", "").split(os.pathsep)[1:] if entry]
    if rest:
        os.environ["PYTHONPATH"] = os.pathsep.join(rest)
    sys.path[:] = [entry for entry in sys.path if entry != here]
    for folder in [here, os.path.join(here, "doctrue_harness")]:
        sys.path_importer_cache.pop(folder, None)
    for name in [name for name in sys.modules if name.partition(".")[0] == "doctrue_harness"]:
        del sys.modules[name]
    del sys.modules["sitecustomize"]
    try:
        import sitecustomize  # noqa: F401  the user's own, if there is one
    except ImportError:
        # ``site`` looks the module up again after this import, so something has to stand there.
        sys.modules["sitecustomize"] = type(sys)("sitecustomize")


def _start():
    known = set(sys.modules)
    if "DOCTRUE_SERVER" in os.environ:
        from doctrue_harness.server import install

        install()
    else:
        from doctrue_harness import start

        start()
        if not sys.dont_write_bytecode:
            # This start is there to compile what later ones need.
            import doctrue_harness.server, doctrue_harness.world  # noqa: E401, F401
    for name in set(sys.modules) - known - {"sitecustomize", "atexit"}:
        sys.modules.pop(name, None)


_start()
_leave_no_trace()
