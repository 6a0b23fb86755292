"""Watches one example on Python 2.7, 3.6 and 3.7, where the package beside this file does not work.

These interpreters are asked only when a claim was true, so less has to be seen than on today's: which statement at the
top printed what, the values of such statements, their exceptions, how it ended. Statements run one by one, in the
module ``__main__``. What else is ordered ends the interpreter without a receipt, and then nothing is said of the example.

The records are those of ``doctrue_harness.log``, the orders those of ``doctrue_harness.orders``.
"""

import ast
import os
import sys

import doctrue_early_batch as batch

_MARK = b"doctrue "
_FIRST_FD = 500
_LONGEST = 100000

# Orders that nothing here can follow.
_BEYOND = frozenset(["await", "input", "world", "behind", "chain", "handled", "prior"])

_IS_2 = sys.version_info[0] == 2


def _bytes(text):
    return text if isinstance(text, bytes) else text.encode("utf-8", "replace")


class _Log(object):
    """The event log, on a descriptor that children do not get."""

    def __init__(self, fd):
        import fcntl

        self.fd = fcntl.fcntl(fd, fcntl.F_DUPFD, _FIRST_FD)
        fcntl.fcntl(self.fd, fcntl.F_SETFD, fcntl.FD_CLOEXEC)
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, fd)
        os.close(null)
        self._write = os.write

    def record(self, words, payload=b""):
        payload = _bytes(payload)[:_LONGEST]
        data = _bytes(" ".join([str(word) for word in words] + [str(len(payload))])) + b"\n" + payload + b"\n"
        while data:
            data = data[self._write(self.fd, data) :]


class _Stream(object):
    """A standard stream that notes the lines of the example which are on the stack when something is written."""

    encoding = "utf-8"
    errors = "strict"
    newlines = None
    closed = False
    mode = "w"
    softspace = 0

    def __init__(self, watch, fd, name):
        self._watch = watch
        self._fd = fd
        self.name = name

    def write(self, text):
        if not _IS_2 and not isinstance(text, str):
            raise TypeError("write() argument must be str, not " + type(text).__name__)
        self._watch.wrote(self._fd, _bytes(text), sys._getframe(1))
        return len(text)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def flush(self):
        self._watch.flush()

    def isatty(self):
        return False

    def fileno(self):
        return self._fd


class _Watch(object):
    """Everything that watches the example."""

    def __init__(self, log, path):
        self.log = log
        self._path = path
        self._fstat = os.fstat
        self.renew()

    def renew(self):
        """Begin anew, for another program."""
        # The statement at the top that runs.
        self.line = 1
        self._sites = {}
        self._pending = None

    def hook(self):
        sys.stdout = sys.__stdout__ = _Stream(self, 1, "<stdout>")
        sys.stderr = sys.__stderr__ = _Stream(self, 2, "<stderr>")

    def wrote(self, fd, data, frame):
        site = self._site(frame)
        if self._pending and self._pending[:2] == (fd, site):
            data = self._pending[2] + data
        else:
            self.flush()
        self._pending = (fd, site, data)
        if len(data) > _LONGEST:
            self.flush()

    def flush(self):
        pending, self._pending = self._pending, None
        while pending:
            fd, site, data = pending
            self.log.record(["out", fd, site, self._fstat(fd).st_size], data[:_LONGEST])
            rest = data[_LONGEST:]
            pending = (fd, site, rest) if rest else None

    def _site(self, frame):
        lines = []
        while frame is not None:
            if frame.f_code.co_filename == self._path and frame.f_lineno not in lines:
                lines.append(frame.f_lineno)
            frame = frame.f_back
        lines = tuple(lines) or (self.line,)
        if lines not in self._sites:
            self.flush()
            self._sites[lines] = len(self._sites)
            self.log.record(["site", self._sites[lines]] + list(lines))
        return self._sites[lines]

    def exception(self, words):
        """Record the exception that is being handled."""
        kind, error, traceback = sys.exc_info()
        lines = []
        while traceback is not None:
            if traceback.tb_frame.f_code.co_filename == self._path:
                lines.append(traceback.tb_lineno)
            traceback = traceback.tb_next
        if words == ["raise"] and not lines and issubclass(kind, SyntaxError):
            words, lines = ["invalid"], [error.lineno or 0] * 2
        self.flush()
        self.log.record(words + lines[:1] + lines[-1:], _text_of(kind, error))


def _text_of(kind, error):
    """An exception as the log has it."""
    name = getattr(kind, "__qualname__", kind.__name__)
    if kind.__module__ not in ("builtins", "exceptions", "__main__"):
        name = kind.__module__ + "." + name
    try:
        message = error.msg if isinstance(error, SyntaxError) and error.msg else str(error)
    except Exception:
        message = "<exception str() failed>"
    return _bytes(name) + b"\n" + _bytes(message)


class _Program(object):
    """The example, statement by statement."""

    def __init__(self, watch, source, orders, path):
        self._watch = watch
        self._source = source
        self._orders = orders
        self._path = path
        self._names = sys.modules["__main__"].__dict__
        self._flags = 0
        # Nothing more of a prompt runs behind an exception of it.
        self._left = None

    def run(self):
        tree = compile(self._source, self._path, "exec", ast.PyCF_ONLY_AST, True)
        for node in self._ordered(tree.body):
            lines = _lines(node)
            if self._left and self._left[0] <= lines[0] <= self._left[1]:
                continue
            self._watch.line = lines[0]
            try:
                self._statement(node, lines)
            except SystemExit:
                raise
            except BaseException:
                if not self._is_caught(lines):
                    raise

    def _ordered(self, body):
        last = [span[:2] for span in self._spans("last")]
        is_last = lambda node: any(first <= node.lineno <= end for first, end in last)  # noqa: E731
        return [node for node in body if not is_last(node)] + [node for node in body if is_last(node)]

    def _spans(self, key):
        return [[int(word) for word in value.split()[:3]] for value in self._orders.get(key, [])]

    def _is_caught(self, lines):
        """Whether the exception of a statement is noted and the example goes on behind it."""
        goes_on = False
        caught = [(ident, first, last, True) for first, last, ident in self._spans("prompt")]
        caught += [(ident, first, last, True) for ident, first, last in self._spans("catch")]
        caught += [(ident, first, last, False) for ident, first, last in self._spans("note")]
        for value in self._orders.get("some", []):
            words = value.split()
            kind = sys.exc_info()[0]
            names = [base.__name__ for base in getattr(kind, "__mro__", (kind,))]
            is_meant = any(word in names for word in words[3:])
            caught.append((int(words[0]), int(words[1]), int(words[2]), is_meant))
        for ident, first, last, goes_on_here in caught:
            if first <= lines[0] and lines[1] <= last:
                self._watch.exception(["caught", ident])
                if goes_on_here:
                    goes_on = True
                    self._left = (first, last)
        return goes_on

    def _statement(self, node, lines):
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            import __future__

            for alias in node.names:
                self._flags |= getattr(__future__, alias.name).compiler_flag
        place = "%d %d" % (node.lineno, node.col_offset)
        wanted = [value.split()[0] for value in self._orders.get("value", []) if " ".join(value.split()[1:3]) == place]
        if isinstance(node, ast.Expr):
            value = self._value(node.value)
            spans = self._spans("show") + self._spans("prompt")
            if any(span[0] <= lines[0] and lines[1] <= span[1] for span in spans):
                sys.displayhook(value)
            self._record(wanted, value, node.value)
        else:
            self._execute(node)
            targets = getattr(node, "targets", [getattr(node, "target", None)])
            if wanted and len(targets) == 1 and isinstance(targets[0], ast.Name) and targets[0].id in self._names:
                self._record(wanted, self._names[targets[0].id], None)
        for value in self._orders.get("name", []):
            ident, line, column, name = value.split()[:4]
            if "%s %s" % (line, column) == place and name in self._names:
                self._put("named", ident, self._names[name])

    def _execute(self, node):
        module = ast.parse("")
        module.body = [node]
        exec(compile(module, self._path, "exec", self._flags, True), self._names)

    def _value(self, node):
        return eval(compile(ast.Expression(node), self._path, "eval", self._flags, True), self._names)

    def _record(self, wanted, value, node):
        """Record ``value``, or where there is none the object whose method was called."""
        owner = getattr(getattr(node, "func", None), "value", None)
        for ident in wanted:
            if value is None and isinstance(owner, ast.Name) and owner.id in self._names:
                self._put("state", ident, self._names[owner.id])
            else:
                self._put("value", ident, value)

    def _put(self, word, ident, value):
        self._watch.flush()
        try:
            text = repr(value)
        except Exception:
            self._watch.log.record(["novalue", ident, "raised"], sys.exc_info()[0].__name__)
        else:
            self._watch.log.record([word, ident], text)


def _lines(node):
    """The first and the last line of a statement, as far as its parts tell them."""
    lines = [part.lineno for part in ast.walk(node) if hasattr(part, "lineno")]
    return min(lines), max(lines)


def _orders(fd):
    """The orders in the file ``fd``; none where it holds none."""
    try:
        os.lseek(fd, 0, os.SEEK_SET)
        data = b""
        while True:
            more = os.read(fd, 65536)
            if not more:
                break
            data += more
            if not data.startswith(_MARK[: len(data)]):
                return None
        if not data.startswith(_MARK):
            return None
        os.ftruncate(fd, 0)
        os.lseek(fd, 0, os.SEEK_SET)
    except OSError:
        return None
    return _parsed(data)


def _parsed(data):
    """Orders as a mapping from each key to its values; all are texts of the interpreter's own kind."""
    text = data if isinstance(data, str) else data.decode("utf-8", "surrogateescape")
    orders = {}
    for line in text.split("\n\n")[0].split("\n"):
        key, _, value = line.partition(" ")
        orders.setdefault(key, []).append(value)
    return orders


def _limit(orders):
    import resource

    kinds = (("limit-cpu", "RLIMIT_CPU"), ("limit-memory", "RLIMIT_AS"), ("limit-file", "RLIMIT_FSIZE"))
    for key, name in kinds:
        for value in orders.get(key, []):
            resource.setrlimit(getattr(resource, name), (int(value), int(value)))


def _free_imports():
    """Let threads of the example import: on Python 2 one lock is for all imports, and this one goes on."""
    if _IS_2:
        try:
            import imp
        except ImportError:  # nothing is locked
            return
        while imp.lock_held():
            imp.release_lock()


def start():
    """Run the example that the orders on standard input name, and end the interpreter. None where there are no orders."""
    orders = _orders(0)
    if orders is None:
        return
    if not _BEYOND.isdisjoint(orders):
        os._exit(3)
    log = _Log(0)
    try:
        os.setsid()
    except OSError:
        pass
    _limit(orders)
    path = orders["path"][0]
    watch = _Watch(log, path)
    if orders["hooks"][0] != "off":
        watch.hook()
    _free_imports()
    sys.argv = [path]
    sys.path.insert(0, os.path.dirname(path))
    sys.modules["__main__"].__file__ = path
    if "batch" in orders:
        batch.run(watch, orders["batch"], path, lambda source, lines: _run_shared(watch, source, lines, path))
    with open(path, "rb") as file:
        source = file.read()
    how, code = _run(_Program(watch, source, orders, path), watch)
    threading = sys.modules.get("threading")
    if threading is not None:
        for thread in threading.enumerate():
            if thread is not threading.current_thread() and not thread.daemon:
                thread.join()
    sys.stdout.flush()
    watch.flush()
    log.record(["end", orders["token"][0], how])
    os._exit(code)


def _run(program, watch):
    """How the program ends, and with which status."""
    try:
        program.run()
    except SystemExit:
        code = sys.exc_info()[1].code
        if code is None or isinstance(code, int):
            return "exited", (code or 0) & 255
        sys.stderr.write(str(code) + "\n")
        return "exited", 1
    except BaseException:
        watch.exception(["raise"])
        return "raised", 1
    return "ended", 0


def _run_shared(watch, source, lines, path):
    """How one of several programs ends; None where that says nothing."""
    source = source if isinstance(source, bytes) else source.encode("utf-8", "surrogateescape")
    orders = _parsed(lines)
    if not _BEYOND.isdisjoint(orders):
        return None
    try:
        _Program(watch, source, orders, path).run()
    except Exception:
        watch.exception(["raise"])
        return "raised"
    except:  # noqa: E722  Python 2 has exceptions without a common class
        return None
    return "ended"
