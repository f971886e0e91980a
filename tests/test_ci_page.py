"""What docs/ci.md shows can be taken as it stands."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from registry import ROOT, tool

from mtqa import config

PAGE = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
EXAMPLES: list[str] = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def example(key: str) -> dict[str, Any]:
    (found,) = [text for text in EXAMPLES if re.search(rf"^{key}:", text, re.MULTILINE)]
    return {"text": found, "data": yaml.safe_load(found)}


def test_the_policy_is_one(tmp_path: Path) -> None:
    (tmp_path / "mtqa.yaml").write_text(example("gate")["text"], encoding="utf-8")
    assert config.load(tmp_path / "mtqa.yaml")["gate"]["limits"]


@pytest.mark.parametrize(("key", "schema"), [("jobs", "github-workflows"), ("include", "gitlab-ci")])
def test_pipelines_are_valid(tmp_path: Path, key: str, schema: str) -> None:
    (tmp_path / "example.yml").write_text(example(key)["text"], encoding="utf-8")
    command = [tool("check-jsonschema"), "--builtin-schema", f"vendor.{schema}", "example.yml"]
    subprocess.run(command, cwd=tmp_path, check=True)


def test_inputs_outputs_and_hooks_exist() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    workflow = example("jobs")
    (step,) = [step for step in workflow["data"]["jobs"]["gate"]["steps"] if step.get("id") == "mtqa"]
    assert set(step["with"]) <= set(action["inputs"])
    assert set(re.findall(r"steps\.mtqa\.outputs\.([\w-]+)", workflow["text"])) <= set(action["outputs"])
    told = "\n".join(line for line in PAGE.split("\n") if line.startswith("|"))
    assert not [name for name in action["inputs"] if f"`{name}`" not in told]
    component = next(yaml.safe_load_all((ROOT / "templates/mtqa.yml").read_text(encoding="utf-8")))
    assert set(example("include")["data"]["include"][0]["inputs"]) <= set(component["spec"]["inputs"])
    hooks = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    assert {hook["id"] for hook in example("repos")["data"]["repos"][0]["hooks"]} == hooks
