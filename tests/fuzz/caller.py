"""Sends the cases that schemathesis makes of the description, each with the token it needs, and judges answers."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from schemathesis.checks import CheckFunction, load_all_checks
from schemathesis.core.failures import FailureGroup
from schemathesis.core.transport import Response

REFUSED = {401, 404}
WRONG = "A" * 64


def checks() -> list[CheckFunction]:
    """All of schemathesis's own but those that know better than our design."""
    from schemathesis.checks import CHECKS

    load_all_checks()
    left_out = {
        # Whoever let a hold go may still read that it has ended.
        "use_after_free",
        # A wrong token is answered like a missing thing, with 404; `Caller` probes what this check would.
        "ignored_auth",
        # What is well formed may still be taken, too late or not offered: 409, 410 and 422 are answers.
        "positive_data_acceptance",
        # Needs several identities that log in; tests/api/test_tokens.py has every token against every route.
        "object_level_authorization",
    }
    return [CHECKS.get_one(name) for name in CHECKS.get_all_names() if name not in left_out]


@dataclass
class Caller:
    """Keeps the tokens that answers gave, and what was found."""

    checks: list[CheckFunction] = field(default_factory=checks)
    tokens: dict[str, str] = field(default_factory=dict)
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    failures: dict[str, str] = field(default_factory=dict)
    probes: int = 0

    @property
    def cases(self) -> int:
        return sum(self.statuses.values())

    @property
    def successes(self) -> int:
        return sum(count for (_, status), count in self.statuses.items() if 200 <= status < 300)

    def keep(self, made: dict[str, Any], name: str) -> str:
        """Keeps the token of what was made, and gives the name it goes by."""
        self.tokens[made[name]] = made["token"]
        return str(made[name])

    def prepare(self, case: schemathesis.Case) -> None:
        """Puts the right token on a case that needs one, after it was refused without and with a wrong one."""
        parameters = case.path_parameters or {}
        token = self.tokens.get(str(parameters.get("hold_id", parameters.get("ref"))))
        if token is None:
            return
        for wrong in (None, f"Bearer {WRONG}"):
            self._set_token(case, wrong)
            self.probes += 1
            status = case.call().status_code
            # What is wrong in another way too may be told that first.
            if status < 400 or status >= 500:
                self.failures.setdefault(f"{case.operation.label}: {wrong} opened it", case.as_curl_command())
        self._set_token(case, f"Bearer {token}")

    def note(self, response: Response, case: schemathesis.Case) -> None:
        """Counts an answer, and keeps the tokens in it."""
        operation = case.operation.definition.raw["operationId"]
        self.statuses[operation, response.status_code] += 1
        if 200 <= response.status_code < 300 and response.content:
            answer = response.json()
            for one in [answer, *answer.get("bookings", [])]:
                if "token" in one:
                    self.keep(one, "id" if "id" in one else "ref")

    def judge(self, response: Response, case: schemathesis.Case, **more: Any) -> None:
        """Notes what is wrong with an answer, each kind once; goes on, so that one run finds all."""
        try:
            case.validate_response(response, checks=self.checks, **more)
        except FailureGroup as group:
            for failure in group.exceptions:
                name = f"{case.operation.label}: {failure.title}: {failure.message[:300]}"
                self.failures.setdefault(name, f"{case.as_curl_command()}\n{response.text[:500]}")

    def _set_token(self, case: schemathesis.Case, value: str | None) -> None:
        case.headers.pop("Authorization", None)
        if value is not None:
            case.headers["Authorization"] = value
