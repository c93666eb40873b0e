"""Many HTTP clients at once: processes with threads, each thread with one connection that it keeps open."""

import json
import multiprocessing
import socket
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Barrier, Lock, Thread
from typing import Any

PROCESSES, THREADS = 4, 8
_PATIENCE = 60.0


@dataclass(frozen=True)
class Ask:
    """One request."""

    path: str
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def encode(self) -> bytes:
        """As it travels."""
        body = b"" if self.body is None else json.dumps(self.body).encode()
        head = [f"{'GET' if self.body is None else 'POST'} {self.path} HTTP/1.1", "Host: localhost"]
        head += [f"{name}: {value}" for name, value in self.headers.items()]
        if self.body is not None:
            head += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
        return "\r\n".join([*head, "", ""]).encode() + body


@dataclass(frozen=True)
class Answer:
    """What came back, and after how many seconds."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float = 0.0

    @property
    def data(self) -> Any:
        return json.loads(self.body)

    @property
    def said(self) -> str:
        """The status, with the code of a problem."""
        return f"{self.status} {self.data['code']}" if self.status >= 400 else str(self.status)


Then = Callable[[Answer], Ask]


class Caller:
    """One connection, kept open; opened again when the other side closed it."""

    def __init__(self, port: int, patience: float = _PATIENCE) -> None:
        self._port = port
        self._patience = patience
        self._socket: socket.socket | None = None
        self._left = b""

    def open(self) -> None:
        self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=self._patience)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._left = b""

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def ask(self, ask: Ask) -> Answer:
        """The answer; raises `OSError` where there is none."""
        return self.send(ask.encode())

    def send(self, wire: bytes) -> Answer:
        if self._socket is None:
            self.open()
        assert self._socket is not None
        started = time.perf_counter()
        try:
            self._socket.sendall(wire)
            answer = self._receive(started)
        except OSError:
            self.close()
            raise
        if answer.headers.get("connection", "").lower() == "close":
            self.close()
        return answer

    def _receive(self, started: float) -> Answer:
        while b"\r\n\r\n" not in self._left:
            self._more()
        head, _, rest = self._left.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        if headers.get("transfer-encoding", "").lower() == "chunked":
            raise OSError("a chunked answer, which this client does not read")
        self._left = rest
        length = int(headers.get("content-length", "0"))
        while len(self._left) < length:
            self._more()
        body, self._left = self._left[:length], self._left[length:]
        return Answer(int(first.split()[1]), headers, body, time.perf_counter() - started)

    def _more(self) -> None:
        assert self._socket is not None
        received = self._socket.recv(65_536)
        if not received:
            raise ConnectionResetError("closed by the other side")
        self._left += received


@dataclass(frozen=True)
class Stampede:
    """All answers in the order of what was asked, and how long they took together."""

    asked: Sequence[Ask]
    answers: Sequence[Answer]
    seconds: float

    @property
    def said(self) -> Counter[str]:
        return Counter(answer.said for answer in self.answers)

    @property
    def rate(self) -> float:
        return len(self.answers) / self.seconds

    def took(self, share: float) -> float:
        """The milliseconds within which that share of the answers came."""
        ordered = sorted(answer.seconds for answer in self.answers)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def stampede(
    port: int,
    asked: Sequence[Ask],
    *,
    processes: int = PROCESSES,
    threads: int = THREADS,
    then: Then | None = None,
) -> Stampede:
    """Sends all, bounded by the number of connections, in about the order given.

    `then` makes a second request of each answer; the two count as one.
    """
    context = multiprocessing.get_context("spawn")
    gate = context.Barrier(processes)
    parts = [
        (port, [ask.encode() for ask in asked[number::processes]], threads, then) for number in range(processes)
    ]
    with context.Pool(processes, _enter, (gate,)) as pool:
        results = pool.map(_run, parts, chunksize=1)
    answers: list[Answer | None] = [None] * len(asked)
    for number, (_, _, part) in enumerate(results):
        answers[number::processes] = part
    begun, ended = min(one[0] for one in results), max(one[1] for one in results)
    return Stampede(asked, [answer for answer in answers if answer is not None], ended - begun)


def _send(caller: Caller, wire: bytes, then: Then | None) -> Answer:
    first = caller.send(wire)
    if then is None or first.status >= 400:
        return first
    second = caller.ask(then(first))
    return replace(second, seconds=first.seconds + second.seconds)


_gate: Any = None


def _enter(gate: Any) -> None:
    global _gate  # noqa: PLW0603 - how a pool hands something to its processes
    _gate = gate


def _run(part: tuple[int, list[bytes], int, Then | None]) -> tuple[float, float, list[Answer]]:
    """One process: its threads take the requests in turn."""
    port, wires, threads, then = part
    answers: list[Any] = [None] * len(wires)
    numbers, lock = iter(range(len(wires))), Lock()
    ready = Barrier(threads + 1)

    def work() -> None:
        caller = Caller(port)
        caller.open()
        ready.wait(_PATIENCE)
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                break
            try:
                answers[number] = _send(caller, wires[number], then)
            except OSError as error:
                answers[number] = Answer(599, {}, json.dumps({"code": f"no answer: {error}"}).encode())
        caller.close()

    crowd = [Thread(target=work) for _ in range(threads)]
    for one in crowd:
        one.start()
    _gate.wait(_PATIENCE)
    begun = time.time()
    ready.wait(_PATIENCE)
    for one in crowd:
        one.join()
    return begun, time.time(), answers
