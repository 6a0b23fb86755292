"""Looks at values: the ``repr`` and the ``str`` of them, without the example noticing.

If only trusted code runs for that, it runs here; else in a child process.
"""

from __future__ import annotations

from .aside import Aside, NoAnswer
from .log import encoded
from .statics import find, module_and_name, stored, title
from .trust import Trust

# Bytes of each text that are kept.
LONGEST = 100000

# An example that speaks of them may have given an installed package code of its own to print with.
_FORMATTERS = (b"formatter", b"float_format", b"set_string_function")


# Words of a program that has types of its own, whose values are looked at aside, or changes how modules are found.
_OWN = (b"class", b"__", b"type(", b"import_", b"builtins", b"meta_path", b"path_hooks", b"audit", b"modules")


class Looking:
    """What is needed to look at values. Code in the folders ``libraries`` is not of the example."""

    def __init__(self, log, libraries) -> None:
        self._log = log
        self.trust = Trust(libraries)
        self.aside = Aside(log)
        # Bound now: the example may replace them.
        self._repr, self._str = repr, str

    def prepare(self, source: bytes) -> None:
        """Values of the program ``source`` are to be looked at."""
        self.trust.has_packages = not any(word in source for word in _FORMATTERS)
        if any(word in source for word in _OWN):
            self.aside.prepare()

    def record(self, word: str, ident: str, value) -> None:
        """Record the ``repr`` of ``value``, and its ``str`` where that may be another text."""
        if self.trust.is_plain(value):
            self._write(self._records(word, ident, value, False))
            return
        has_text = word == "value" and _has_text(type(value))
        if not self._runs_nothing(self.trust.shows, value):
            self._record_aside(word, ident, lambda: self._records(word, ident, value, has_text))
            return
        is_told = has_text and self._runs_nothing(self.trust.tells, value)
        self._write(self._records(word, ident, value, is_told))
        if has_text and not is_told:
            self._record_aside("text", ident, lambda: self._text(ident, value))

    def record_plain(self, ident: str, value) -> None:
        """Record ``value``, a number or a string, in a hurry."""
        try:
            data = str.encode(self._repr(value), "utf-8", "replace")[:LONGEST]
        except ValueError:  # a number of too many digits
            self.record("value", ident, value)
            return
        self._write(b"value %b %d\n%b\n" % (ident.encode(), len(data), data))

    def record_part(self, ident: str, whole, how: str, name) -> None:
        """Record what ``whole`` has at ``name``: an ``attribute`` or an ``item``, as ``how`` tells."""
        is_item = how == "item"
        if self._runs_nothing(lambda whole: self._is_readable(whole, name) if is_item else stored(whole, name), whole):
            self.record("value", ident, whole[name] if is_item else stored(whole, name)[0])
            return

        def work() -> bytes:
            try:
                part = whole[name] if is_item else getattr(whole, name)
            except Exception as error:
                return encoded(["novalue", ident, "raised"], title(type(error)).encode("utf-8", "replace"))
            return self._records("value", ident, part, False)

        self._record_aside("value", ident, work)

    def _is_readable(self, whole, name) -> bool:
        """Whether the item ``name`` of ``whole`` can be had without code of the example."""
        if any(type(whole) is kind for kind in (list, tuple, dict)) and self.trust.shows(name):
            return type(name) is slice or self.trust.is_plain(name)
        return self.trust.uses(whole) and self.trust.uses(name)

    def _runs_nothing(self, is_trusted, value) -> bool:
        try:
            return is_trusted(value)
        except Exception as error:  # another thread changes the value, or the example has taken a class apart
            self._pass_on(error)
            return False

    def _record_aside(self, word: str, ident: str, work) -> None:
        try:
            records = self.aside.ask(work)
        except NoAnswer as reason:
            # Of the text too: what is not known of a value is not held against a claim, and not kept.
            records = encoded(["novalue", ident, reason.args[0]])
        self._write(records)

    def _write(self, records: bytes) -> None:
        try:
            self._log.append(records)
        except OSError as error:  # there is no room
            self._pass_on(error)

    def _pass_on(self, error) -> None:
        """Raise ``error`` again if it is one of the example: of a handler of signals, which may run at any moment."""
        if self.aside.is_child:
            return
        traceback = error.__traceback__
        while traceback is not None:
            if not self.trust.has_made(traceback.tb_frame.f_code):
                raise error
            traceback = traceback.tb_next

    def _records(self, word: str, ident: str, value, has_text: bool) -> bytes:
        try:
            # ``str.encode`` as such: a ``__repr__`` may give a string with methods of its own.
            data = str.encode(self._repr(value), "utf-8", "replace")
        except (Exception, SystemExit) as error:
            self._pass_on(error)
            return encoded(["novalue", ident, "raised"], title(type(error)).encode("utf-8", "replace"))
        record = encoded([word, ident], data[:LONGEST])
        return record + self._text(ident, value) if has_text else record

    def _text(self, ident: str, value) -> bytes:
        try:
            data = str.encode(self._str(value), "utf-8", "replace")
        except (Exception, SystemExit) as error:
            self._pass_on(error)
            return b""
        return encoded(["text", ident], data[:LONGEST])


def _has_text(kind) -> bool:
    """Whether ``str`` of an instance of ``kind`` may be worth knowing beside its ``repr``."""
    home, _ = module_and_name(kind)
    return home not in ("builtins", "__main__", "__mp_main__") and find(kind, "__str__")[0] is not object
