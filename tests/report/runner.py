"""How GitHub's runner reads a line. Source: actions/runner, src/Runner.Common/ActionCommand.cs."""

from dataclasses import dataclass

import regex

PAIRS = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))


@dataclass
class Command:
    name: str
    properties: dict[str, str]
    data: str


def commands(output: str) -> list[Command]:
    """Return every command that the runner would carry out; of the older form, with its name alone."""
    found = []
    for line in regex.split(r"\r\n|\r|\n", output):
        bare = line.lstrip()
        end = bare.find("::", 2)
        if bare.startswith("::") and end >= 0:
            name, _, told = bare[2:end].partition(" ")
            parts = (part.split("=", 1) for part in told.strip().split(",") if part)
            properties = {part[0]: _unescaped(part[1], PAIRS) for part in parts if len(part) == 2}
            found.append(Command(name, properties, _unescaped(bare[end + 2 :], (*PAIRS[:2], PAIRS[4]))))
        elif (at := line.find("##[")) >= 0 and "]" in line[at:]:
            found.append(Command(line[at:], {}, ""))
    return found


def _unescaped(text: str, pairs: tuple[tuple[str, str], ...]) -> str:
    for escape, char in pairs:
        text = text.replace(escape, char)
    return text
