"""`/metrics`: what Prometheus reads."""

from __future__ import annotations

import pytest
from service import TEXT, Service

parser = pytest.importorskip("prometheus_client.parser", reason="prometheus-client is not installed")


def measures(service: Service) -> dict[tuple[str, str], float]:
    families = parser.text_string_to_metric_families(service.get("/metrics").text)
    return {(s.name, ",".join(s.labels.values())): s.value for family in families for s in family.samples}


def test_what_is_checked_and_found_is_counted(service: Service) -> None:
    service.post("/check", json={"target": ""})
    before = measures(service)
    service.post("/check", json={"segments": [{"target": TEXT}, {"target": TEXT}]})
    service.text(TEXT)
    service.get("/nowhere/a")
    service.get("/nowhere/b")
    after = measures(service)

    def added(name: str, labels: str = "") -> float:
        return after[name, labels] - before.get((name, labels), 0)

    assert added("mtqa_requests_total", "/check,200") == 1
    assert added("mtqa_requests_total", "/v2/check,200") == 1
    assert added("mtqa_requests_total", "other,404") == 2
    assert added("mtqa_segments_total") == 3
    assert added("mtqa_characters_total") == 3 * len(TEXT)
    assert added("mtqa_findings_total", "error") + added("mtqa_findings_total", "warning") == 3
    assert added("mtqa_findings_total", "info") == 3
    assert added("mtqa_request_seconds_count", "/check") == 1
    assert after["mtqa_workers", ""] >= 1
    assert not any("/nowhere" in labels for _, labels in after)
