"""Every example of docs/api.md is executed, in order, against a running server with the demo in it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.cache import cache

from holdfast.actions.demo import seed_demo
from tests.clock import move_clock
from tests.docs.guide import Reader, UnexecutedError, read_examples
from tests.invariants import assert_sound
from tests.listening import listening

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
# The moment the guide names.
NOW = datetime(2026, 11, 21, 8, 15, 30, tzinfo=UTC)


@pytest.fixture
def reader(committed: None) -> Iterator[Reader]:
    cache.clear()
    seed_demo(now=NOW)
    move_clock(NOW - datetime.now(UTC))
    with listening(NOW) as address:
        yield Reader(address, {"http://localhost:8000": address})
    assert_sound()


def test_the_guide_says_what_the_api_answers(reader: Reader) -> None:
    examples = read_examples(GUIDE.read_text())
    assert examples

    wrong = [said for example in examples for said in reader.follow(example)]

    assert not wrong, "\n\n".join(wrong)


@pytest.mark.parametrize(
    "page",
    [
        "```console\n$ curl localhost\n```\n",
        "```json\n{}\n```\n",
        "```\nplain\n```\n",
        '```js\nfetch("/")\n```\n',
        "```console\n$ A=1\n```\n```json\n{}\n```\n",
        "```console\n$ curl a\n$ curl b\n```\n```json\n{}\n```\n",
        "```console\n$ curl a\n```\n```json\n{}\n```\n```json\n{}\n```\n",
    ],
)
def test_a_block_that_would_not_be_executed_is_no_block_of_the_guide(page: str) -> None:
    with pytest.raises(UnexecutedError):
        read_examples(page)
