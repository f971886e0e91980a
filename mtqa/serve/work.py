"""What a worker process of the service does: answer requests in turn, until the line to the service is closed."""

from __future__ import annotations

import pickle
import signal
import sys
import traceback
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection

from mtqa.load.rows import document_of
from mtqa.report.jsontext import dumps
from mtqa.report.safe import visible
from mtqa.serve import contract, languages, languagetool
from mtqa.serve.asked import JSON, TEXT, Answer, Asked, RefusedError
from mtqa.serve.checker import Checker
from mtqa.serve.settings import Rules
from mtqa.workline import ending, incoming

READY = b"ready"
_SAMPLE = "In 2020 the CNIL opened a control procedure. He called it “ a mistake » of 5 %."


def plain_error(what: str, status: int) -> Answer:
    """Word an error as LanguageTool does."""
    return Answer(status, TEXT, f"Error: {what}".encode("utf-8", "replace"))


def json_error(what: str, status: int) -> Answer:
    """Word an error as an object."""
    return Answer(status, JSON, (dumps({"error": what}) + "\n").encode())


KINDS: Mapping[str, tuple[Callable[[Asked, Checker], Answer], Callable[[str, int], Answer]]] = {
    "check": (contract.answer, json_error),
    "v2": (languagetool.answer, plain_error),
}
"""How each kind of request is answered, and how it is told that it cannot be."""


def work(line: Connection, rules: Rules) -> None:
    """Answer the requests on a line until it is closed."""
    for number in (signal.SIGINT, signal.SIGTERM):  # the service stops its workers when they have finished
        signal.signal(number, signal.SIG_IGN)
    messages = incoming(line)
    with ending():
        checker = Checker(rules)
        warm(checker)
        line.send_bytes(READY)
        while True:
            line.send_bytes(pickle.dumps(answer(Asked(*pickle.loads(messages.get())), checker)))


def warm(checker: Checker) -> None:
    """Have ready what a first request would wait for."""
    langs = checker.rules.source_lang or "fr", checker.rules.target_lang or "en"
    for every in (False, True):
        checker.run(document_of([_SAMPLE, _SAMPLE], langs=langs), every=every)
        checker.run(document_of([_SAMPLE, _SAMPLE], [_SAMPLE, None], langs=langs), every=every)
    languages.guess(_SAMPLE, languages.TOLD_APART, (), langs[1])


def answer(asked: Asked, checker: Checker) -> Answer:
    """Answer one request; a mistake of ours is told on standard error, and no more of it to the client."""
    respond, refuse = KINDS[asked.kind]
    try:
        return respond(asked, checker)
    except RefusedError as error:
        return refuse(error.what, error.status)
    except MemoryError:
        raise
    except Exception as error:
        for told in "".join(traceback.format_exception(error)).splitlines():
            print(visible(told), file=sys.stderr, flush=True)
        return refuse(f"an unforeseen {type(error).__name__}; the service's log says more", 500)
