"""The names by which the code of an example reaches the hooks that are written into it, which no source can spell."""

from __future__ import annotations

BEGIN = "\x00doctrue begin"
RECORD = "\x00doctrue record"
GOES_ON = "\x00doctrue goes on"
COMPILE = "\x00doctrue compile"
RECORD_PART = "\x00doctrue record part"
# Gives back what stands in its brackets.
INDEX = "\x00doctrue index"
# What is needed of Python itself; the example may give these names another meaning.
EXCEPTION = "\x00doctrue Exception"
BASE_EXCEPTION = "\x00doctrue BaseException"
SYS = "\x00doctrue sys"
# Values between evaluation and display. Only the main program itself displays, so one list is enough.
SHOWN = "\x00doctrue shown"
# Records what is deleted from it.
RECORD_NEXT = "\x00doctrue record next"

# What the loop over the pieces of a program uses.
RUN = "\x00doctrue run"
STEPS = "\x00doctrue steps"
HELD = "\x00doctrue held"
CAUGHT = "\x00doctrue caught"
DONE = "\x00doctrue done"

# What the line calls that runs a program as a coroutine.
COMPLETE = "\x00doctrue complete"
EVAL = "\x00doctrue eval"
SUSPENDS = "\x00doctrue suspends"
PROGRAM = "\x00doctrue program"
