"""Many requests at once: each gets its own answer."""

from __future__ import annotations

import anyio
import httpx
from service import Service

MANY = 200


def test_two_hundred_at_once_are_all_answered_rightly(service: Service) -> None:
    answers: dict[int, httpx.Response] = {}
    before = service.metric('mtqa_requests_total{path="/v2/check",status="200"}')

    async def ask(client: httpx.AsyncClient, number: int) -> None:
        quoted = f"“ mistake {number} »"
        if number % 2:
            text = "x " * number + f"He called it {quoted}."
            answers[number] = await client.post("/v2/check", data={"text": text, "language": "en"})
        else:
            body = {"segments": [{"id": number, "target": f"He called it {quoted}."}]}
            answers[number] = await client.post("/check", json=body)

    async def all_of_them() -> None:
        limits = httpx.Limits(max_connections=MANY)
        async with (
            httpx.AsyncClient(base_url=service.url, timeout=60, limits=limits, trust_env=False) as client,
            anyio.create_task_group() as group,
        ):
            for number in range(MANY):
                group.start_soon(ask, client, number)

    anyio.run(all_of_them)
    assert len(answers) == MANY
    for number, answer in answers.items():
        assert answer.status_code == 200, answer.text
        if number % 2:
            (match,) = [m for m in answer.json()["matches"] if m["rule"]["id"] == "FE101"]
            assert match["offset"] == 2 * number + len("He called it ")
            assert match["replacements"] == [{"value": f"“mistake {number}”"}]
        else:
            (finding,) = answer.json()["findings"]
            assert (finding["segment"], finding["text"]) == (str(number), f"“ mistake {number} »")
    assert service.metric('mtqa_requests_total{path="/v2/check",status="200"}') == before + MANY // 2
    assert service.metric("mtqa_requests_waiting") == 0
