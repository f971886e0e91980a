"""How open texts are kept: by mtqa's own `Text`, not by pygls' documents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from lsprotocol import types
from pygls.protocol.language_server import LanguageServerProtocol, lsp_method

Method = TypeVar("Method", bound=Callable[..., Any])


def _method(name: str) -> Callable[[Method], Method]:
    return lsp_method(name)


class Protocol(LanguageServerProtocol):
    """Hands texts to the server, whose `opened`, `changed` and `closed` take them in."""

    @_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        """Take in a text."""
        self._keeper.opened(params.text_document)

    @_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        """Take in the next version of a text."""
        self._keeper.changed(params)

    @_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        """Forget a text."""
        self._keeper.closed(params.text_document.uri)

    @property
    def _keeper(self) -> Any:
        return self._server
