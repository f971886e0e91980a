"""What a worker process does: check the chunks it is sent, and answer each message in turn."""

from __future__ import annotations

import gc
import pickle
import signal
import traceback
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from mtqa.checks.recalling import letters_of
from mtqa.cli.carry import Answer, Sent, chunk_of, packed
from mtqa.cli.rows import Maker
from mtqa.engine import Engine
from mtqa.report import Style
from mtqa.workline import ending, incoming

Memories = dict[tuple[str, str], dict[str, Any]]
"""What checks keep to save time, by languages."""


def work(
    line: Connection, inherited: Iterable[Connection], engine: Engine, recurring: Mapping[str, int],
    styles: Sequence[Style], *, lettered: bool,
) -> None:  # fmt: skip
    """Answer the messages on a line until it is closed. `inherited` are lines of others, which a fork has open.

    `lettered`: the main process can make use of the letters of a chunk.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is answered by the process that started this one
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
    for other in inherited:
        other.close()
    gc.freeze()  # what was forked stays shared if the collector leaves it alone
    messages = incoming(line)
    memories: Memories = {}
    maker = Maker(styles)
    with ending():
        while True:
            told = pickle.loads(messages.get())
            answers = [_checked(sent, engine, recurring, memories, maker, lettered=lettered) for sent in told]
            line.send_bytes(pickle.dumps(answers, pickle.HIGHEST_PROTOCOL))


def _checked(
    sent: Sent, engine: Engine, recurring: Mapping[str, int], memories: Memories, maker: Maker, *, lettered: bool
) -> Answer | Exception:
    """Check a part; an error is an answer too, for it is to be raised where it would be without workers."""
    chunk = chunk_of(sent, recurring, memories.setdefault(sent.langs, {}))
    known = len(engine.problems)
    try:
        found = list(engine.check(chunk, sent.path))
        rows = maker.rows(sent.path, sent.batch, found, start=sent.start, placed=sent.placed)
    except MemoryError:
        raise
    except Exception as error:
        return _portable(error)
    letters = letters_of(chunk) if lettered else ()
    return Answer([packed([(sent.start + i, own) for i, own in found])], engine.problems[known:], rows, letters)


def _portable(error: Exception) -> Exception:
    """Return an error that can be sent, with where it came from."""
    error.add_note(traceback.format_exc())
    with suppress(Exception):
        pickle.loads(pickle.dumps(error))
        return error
    return RuntimeError("".join(traceback.format_exception(error)))
