"""What a worker answered, as a response to its request."""

from __future__ import annotations

from starlette.responses import Response

from mtqa.serve.asked import Answer


def response_of(answer: Answer) -> Response:
    """Return the response that gives an answer; one that the service is too busy for says when to come again."""
    headers = {"Retry-After": "1"} if answer.status == 503 else {}
    return Response(answer.body, answer.status, headers, answer.media)
