"""Several programs in one interpreter of Python 2.7, 3.6 or 3.7, one after the other: what ``doctrue_harness.batch`` is for
later ones.

The tool has read off their syntax trees that they leave nothing behind. Each runs in a ``__main__`` of its own, and behind each
one a look at the interpreter tells whether that held. If it did not, the process ends, and what is still to come runs elsewhere.
So does whatever imports an installed package.

Behind each program comes its receipt, or ``gone`` and its token.
"""

import os
import sys
import time

# Builtins of Python 2 by which a program reaches beyond itself; to the tool they are names without a meaning.
_REACHING = ("apply", "buffer", "coerce", "execfile", "file", "input", "intern", "raw_input", "reload")

# What a console binds to the value that it has displayed.
_DISPLAYED = "_"


def run(watch, programs, path, run_one):
    """Run ``programs``, each a token, the number of empty lines above its source, that and its orders, at ``path``; then end
    this process. ``run_one`` runs a source with its orders; how it ended, if that says anything."""
    try:
        guard = _Guard(path)
        sys.meta_path.insert(0, guard)
        original = sys.modules["__main__"]
        state = _State(watch.log.fd)
        for program in programs:
            token, above, rest = program.split(" ", 2)
            source, _, lines = rest.replace("\0", "\n").partition("\1")
            begin = time.time()
            _renew(original)
            watch.renew()
            sys.stdout.softspace = 0
            how = None if _reaches(source) else run_one("\n" * int(above) + source, lines)
            watch.flush()
            if state.has_bypassed():
                break
            if how is None or guard.has_found:
                watch.log.record(["gone", token])
            else:
                watch.log.record(["took", int((time.time() - begin) * 1e6)])
                watch.log.record(["end", token, how])
            guard.has_found = False
            state.note_log()
            _clear()
            if not state.is_as_before():
                break
    finally:
        os._exit(0)


def _reaches(source):
    """Whether a program may use a builtin of Python 2 that reaches beyond it."""
    return sys.version_info[0] == 2 and any(name in source for name in _REACHING)


def _renew(original):
    """Take a new main program that has what the ``original`` one has."""
    main = type(sys)("__main__")
    names = vars(main)
    names.update(vars(original))
    if "__annotations__" in names:
        names["__annotations__"] = {}
    sys.modules["__main__"] = main


def _clear():
    """Let go of what the program had."""
    if hasattr(sys, "exc_clear"):
        sys.exc_clear()
    vars(sys.modules["__main__"]).clear()
    vars(_builtins()).pop(_DISPLAYED, None)
    random = sys.modules.get("random")
    if random is not None:
        random.seed()


def _builtins():
    return sys.modules["builtins" if "builtins" in sys.modules else "__builtin__"]


class _Guard(object):
    """Keeps the program at ``path`` from importing an installed package: what that does to the interpreter nobody knows."""

    def __init__(self, path):
        self._path = path
        self._home = os.path.dirname(os.__file__) + os.sep
        self._getframe = sys._getframe
        # Whether there is one that it has asked for.
        self.has_found = False

    def find_spec(self, name, path=None, target=None):
        if self._is_asked_by_program(self._getframe(1)):
            others = [finder for finder in sys.meta_path if finder is not self and hasattr(finder, "find_spec")]
            specs = [finder.find_spec(name, path, target) for finder in others]
            found = [spec.origin for spec in specs if spec is not None]
            self._refuse(found and found[0] not in ("built-in", "frozen") and not self._is_standard(found[0]))
        return None

    def find_module(self, name, path=None):
        """What Python 2 asks."""
        if self._is_asked_by_program(self._getframe(1)):
            self._refuse(self._has_installed(name, path))
        return None

    def _has_installed(self, name, path):
        import imp

        try:
            file, found, (_, _, kind) = imp.find_module(name.rpartition(".")[2], path)
        except ImportError:
            return any(finder is not self and finder.find_module(name, path) for finder in sys.meta_path)
        if file:
            file.close()
        return kind not in (imp.C_BUILTIN, imp.PY_FROZEN) and not self._is_standard(found)

    def _refuse(self, is_installed):
        if is_installed:
            self.has_found = True
            raise ImportError

    def _is_standard(self, file):
        return bool(file) and file.startswith(self._home) and "-packages" not in file

    def _is_asked_by_program(self, frame):
        while frame is not None and (frame.f_code.co_filename.startswith("<frozen") or frame.f_globals is globals()):
            frame = frame.f_back
        return frame is not None and frame.f_code.co_filename == self._path


class _State(object):
    """What programs that leave nothing behind do not change."""

    def __init__(self, log):
        # Its filters are there only then, and a program may import it.
        import warnings

        self._filters = warnings.filters
        self._log = log
        self._stat = os.fstat
        self._builtins = vars(_builtins())
        self._sys = vars(sys)
        self._names = list(self._builtins)
        self._before = self._seen()
        self._length = 0

    def _seen(self):
        """What is there, by the numbers of the objects: no code of an example is asked."""
        watched = ("stdout", "stderr", "stdin", "displayhook", "excepthook", "argv")
        found = [id(self._builtins.get(name)) for name in self._names]
        found += [id(self._sys.get(name)) for name in watched]
        found += [id(finder) for finder in sys.meta_path] + [id(hook) for hook in sys.path_hooks]
        return found + [sys.getrecursionlimit(), list(self._filters), list(sys.path), os.getcwd()]

    def has_bypassed(self):
        """Whether anything was written past Python's streams."""
        return any(self._stat(fd).st_size for fd in (1, 2))

    def note_log(self):
        self._length = self._stat(self._log).st_size

    def is_as_before(self):
        """Whether all is as it was, and nothing was said by what went."""
        is_known = len(self._builtins) == len(self._names) and self._seen() == self._before
        return is_known and self._stat(self._log).st_size == self._length
