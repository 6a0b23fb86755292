"""Loads the harness while the interpreter starts, and takes every trace of it away again.

doctrue puts this folder first on PYTHONPATH, so that ``site`` imports this file before CPython's own main runs the
example. Nothing of the harness is on the stack when the example runs: it is a real ``python3 block.py``.
"""

import os
import sys

_HERE = os.path.dirname(os.path.abspath(__file__))

_OWN = ("doctrue_harness", "doctrue_early", "doctrue_early_batch")

# The first bytes of the bundle, which say what it has.
_INDEX = 8192


class _Bundle:
    """Finds the modules of the harness in the file that an earlier start has put them into, see ``doctrue_bundle``."""

    def __init__(self):
        self._frozen = sys.modules["_frozen_importlib"]
        self.head = sys.modules["_frozen_importlib_external"].MAGIC_NUMBER + sys.version.encode() + b"\n"
        self.path = os.path.join(_HERE, "__pycache__", "doctrue_harness.%s.bundle" % sys.implementation.cache_tag)
        self._file = -1
        # For each module its file, and where its code begins and ends.
        self.modules = {}

    def open(self):
        """Read what the file has, if there is one for this interpreter."""
        self.close()
        try:
            self._file = os.open(self.path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        except OSError:
            return
        data = os.read(self._file, _INDEX)
        if data.startswith(self.head):
            import marshal

            self._loads = marshal.loads
            self.modules = marshal.loads(data[len(self.head) :])

    def close(self):
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def find_spec(self, name, path=None, target=None):
        if name not in self.modules:
            return None
        spec = self._frozen.ModuleSpec(name, self)
        file = self.modules[name][0]
        if file.endswith("__init__.py"):
            spec.submodule_search_locations = [os.path.dirname(file)]
        return spec

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        module.__file__, begin, end = self.modules[module.__name__]
        os.lseek(self._file, begin, os.SEEK_SET)
        exec(self._loads(os.read(self._file, end - begin)), vars(module))


def _leave_no_trace():
    """Undo what made this file be found, and import the sitecustomize that the environment has of its own."""
    rest = [entry for entry in os.environ.pop("PYTHONPATH", "").split(os.pathsep)[1:] if entry]
    if rest:
        os.environ["PYTHONPATH"] = os.pathsep.join(rest)
    sys.path[:] = [entry for entry in sys.path if entry != _HERE]
    for folder in [_HERE, os.path.join(_HERE, "doctrue_harness")]:
        sys.path_importer_cache.pop(folder, None)
    for name in [name for name in sys.modules if name.partition(".")[0] in _OWN]:
        del sys.modules[name]
    del sys.modules["sitecustomize"]
    try:
        import sitecustomize  # noqa: F401  the user's own, if there is one
    except ImportError:
        # ``site`` looks the module up again after this import, so something has to stand there.
        sys.modules["sitecustomize"] = type(sys)("sitecustomize")


def _start():
    known = set(sys.modules)
    bundle = _Bundle()
    bundle.open()
    if not bundle.modules and not sys.dont_write_bytecode:
        # This start is there to compile what later ones need.
        from doctrue_bundle import write

        write(bundle.path, bundle.head, _INDEX)
        bundle.open()
    sys.meta_path.insert(0, bundle)
    try:
        if "DOCTRUE_SERVER" in os.environ:
            from doctrue_harness.server import install

            install()
        else:
            from doctrue_harness import start

            start()
    finally:
        sys.meta_path.remove(bundle)
        bundle.close()
    for name in set(sys.modules) - known - {"sitecustomize", "atexit"}:
        sys.modules.pop(name, None)


if sys.version_info < (3, 8):
    # Each keeps the other, whose names Python 2 would clear where nothing did.
    import doctrue_early as early

    early.keeper = sys.modules["sitecustomize"]
    _leave_no_trace()
    early.start()
else:
    _start()
    _leave_no_trace()
