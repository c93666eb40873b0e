"""The examples of a guide: commands with the answers they are said to get, executed one after the other.

A `console` block is one command, `$ curl …`, and is followed by its answer: an `http` block (status, headers
worth knowing), a `json` block (the body), or both; 200 is not said. `$ NAME=value` sets what later commands use.

What an answer shows must be what comes, but for this: `…` stands for anything, and as the last of a list for
more of the same. Identifiers, tokens, references and ends of holds are made anew each time: the guide's are
names for them, and a name means the same throughout.
"""

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

MADE_ANEW = {"id", "token", "ref", "expires_at"}
ANYTHING = "…"
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ASSIGNMENT = re.compile(r"(\w+)=(\S+)")


class UnexecutedError(AssertionError):
    """A block that is no example, or an example without an answer."""


@dataclass
class Example:
    """A command and what it is said to answer."""

    line: int
    command: str
    head: str | None = None
    body: str | None = None

    @property
    def assignment(self) -> re.Match[str] | None:
        """What it sets, if it only sets something."""
        return _ASSIGNMENT.fullmatch(self.command)


@dataclass(frozen=True)
class Answer:
    """What came."""

    status: int
    headers: Mapping[str, str]
    text: str


def read_examples(page: str) -> list[Example]:
    """All blocks of a page, as examples; `UnexecutedError` for a block that would be left out."""
    examples: list[Example] = []
    for found in _FENCE.finditer(page):
        language, text, line = found[1], found[2], page[: found.start()].count("\n") + 1
        if language == "console":
            examples.append(Example(line, _command(text, line)))
        elif language in {"http", "json"} and examples and not examples[-1].assignment:
            _answer(examples[-1], language, text, line)
        else:
            raise UnexecutedError(f"line {line}: a {language or 'plain'} block is no example")
    for example in examples:
        if not example.assignment and example.head is None and example.body is None:
            raise UnexecutedError(f"line {example.line}: a command without an answer")
    return examples


def _command(text: str, line: int) -> str:
    if not text.startswith("$ ") or "\n$ " in text:
        raise UnexecutedError(f"line {line}: a console block is one command, after a $")
    return text[2:].replace("\\\n", " ").strip()


def _answer(example: Example, language: str, text: str, line: int) -> None:
    if example.body is not None or (language == "http" and example.head is not None):
        raise UnexecutedError(f"line {line}: a second answer to one command")
    if language == "http":
        example.head = text
    else:
        example.body = text


@dataclass
class Reader:
    """Somebody who types the commands, one after the other, and compares."""

    root: str
    names: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)

    def follow(self, example: Example) -> list[str]:
        """Executes an example; what is otherwise than the guide says."""
        if example.assignment:
            name, value = example.assignment.groups()
            self.variables[name] = self._real(value)
            return []
        answer = self._curl(example.command)
        said = [
            *_differences_in_head(example.head or "HTTP/1.1 200 OK", answer),
            *self._differences_in_body(example.body, answer),
        ]
        return [f"line {example.line}: {one}" for one in said]

    def _curl(self, command: str) -> Answer:
        """What curl does; asked to repeat itself (`[1-700]`), the last answer."""
        if times := re.search(r"\[1-(\d+)\]", command):
            answers = [self._curl(command.replace(times[0], "")) for _ in range(int(times[1]))]
            return answers[-1]
        words = shlex.split(re.sub(r"\$(\w+)", lambda found: self.variables[found[1]], self._real(command)))
        assert words.pop(0) == "curl", command
        url, method, body, headers = "", "", None, {}
        while words:
            word = words.pop(0)
            if word == "-X":
                method = words.pop(0)
            elif word == "-H":
                name, _, value = words.pop(0).partition(": ")
                headers[name] = value
            elif word == "-d":
                body = words.pop(0)
            elif word != "-i":
                assert not word.startswith("-"), f"not taught: {word}"
                assert not url, f"a second address: {word}"
                url = word
        parts = urlsplit(url)
        connection = HTTPConnection(parts.netloc, timeout=30)
        connection.request(
            method or ("GET" if body is None else "POST"),
            parts.path + (f"?{parts.query}" if parts.query else ""),
            None if body is None else body.encode(),
            # As curl says itself, where nothing is said.
            {"Content-Type": "application/x-www-form-urlencoded", **headers} if body is not None else headers,
        )
        response = connection.getresponse()
        answer = Answer(response.status, dict(response.getheaders()), response.read().decode())
        connection.close()
        return answer

    def _differences_in_body(self, said: str | None, answer: Answer) -> Iterator[str]:
        if said is None:
            if answer.text:
                yield f"the body is not told:\n{_pretty(answer.text)}"
            return
        told, real = json.loads(said), json.loads(answer.text)
        yield from self._learn(told, real)
        if differences := list(self._differences(told, real, "")):
            yield "\n  ".join(differences) + f"\nthe whole answer:\n{_pretty(answer.text)}"

    def _learn(self, told: Any, real: Any) -> Iterator[str]:
        """Takes what is made anew as names."""
        if isinstance(told, list) and isinstance(real, list):
            for one, other in zip(told, real, strict=False):
                yield from self._learn(one, other)
        elif isinstance(told, dict) and isinstance(real, dict):
            for key in told.keys() & real.keys():
                yield from self._learn(told[key], real[key])
                if key in MADE_ANEW and isinstance(told[key], str) and told[key] != ANYTHING:
                    known = self.names.setdefault(told[key], str(real[key]))
                    if known != real[key]:
                        yield f"{key} {told[key]} meant {known} before and is {real[key]} now"

    def _differences(self, told: Any, real: Any, where: str) -> Iterator[str]:
        if told == ANYTHING:
            return
        if isinstance(told, dict) and isinstance(real, dict):
            for key in sorted(told.keys() | real.keys()):
                if key not in told or key not in real:
                    yield f"{where}.{key}: {'not told' if key in real else 'not there'}"
                else:
                    yield from self._differences(told[key], real[key], f"{where}.{key}")
        elif isinstance(told, list) and isinstance(real, list):
            whole = told[-1:] != [ANYTHING]
            told = told if whole else told[:-1]
            if len(real) < len(told) or (whole and len(real) > len(told)):
                yield f"{where}: {len(real)} there, {len(told)} told"
            for number, (one, other) in enumerate(zip(told, real, strict=False)):
                yield from self._differences(one, other, f"{where}[{number}]")
        elif (self._real(told) if isinstance(told, str) else told) != real:
            yield f"{where}: {real!r} there, {told!r} told"

    def _real(self, text: str) -> str:
        """What the guide's names mean now."""
        for name in sorted(self.names, key=len, reverse=True):
            text = text.replace(name, self.names[name])
        return text


def _differences_in_head(said: str, answer: Answer) -> Iterator[str]:
    status, *lines = said.strip().splitlines()
    # What is said after the number differs between servers.
    if status.split()[1] != str(answer.status):
        yield f"{answer.status} there, {status} told\n{_pretty(answer.text)}"
    headers = {name.lower(): value for name, value in answer.headers.items()}
    for line in lines:
        name, _, value = line.partition(": ")
        if name.lower() not in headers or value not in {ANYTHING, headers[name.lower()]}:
            yield f"{name}: {headers.get(name.lower())!r} there, {value!r} told"


def _pretty(text: str) -> str:
    try:
        return json.dumps(json.loads(text), ensure_ascii=False)
    except ValueError:
        return text
