"""Tablets without a screen: real HTTP, an outbox that forgets nothing unanswered, and answers that get lost."""

import http.client
import json
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from flask import Flask

from people.accounts.models import Account
from tests.factories import people

PATIENCE = 45
TIME_OUT = 5
AT_ONCE = 5
MADE_AT = "2026-11-21T08:00:00+08:00"
STROKES = [[[10 * step, 100] for step in range(12)]]
Operation = dict[str, Any]


def session_cookie(app: Flask, account: Account) -> str:
    """The cookie of a log-in, as the server would have set it."""
    client = people.sign_in(app.test_client(), account)
    cookie = client.get_cookie("session")
    assert cookie is not None
    return f"session={cookie.value}"


@dataclass
class Tablet:
    """One judge's device; `waiting` is its outbox, in order. Every `forgets`-th answer is lost on the way."""

    url: str
    account: int
    cookie: str
    waiting: list[Operation] = field(default_factory=list)
    device: str = field(default_factory=lambda: str(uuid4()))
    forgets: int = 4
    token: str = ""
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    confirmed: Counter[str] = field(default_factory=Counter)
    sent: Counter[str] = field(default_factory=Counter)
    took: list[float] = field(default_factory=list)
    messages: int = 0

    def put(self, payload: dict[str, Any]) -> str:
        """Keep an operation in the outbox; its id."""
        seq = len(self.waiting) + 1
        one = {"op_id": str(uuid4()), "seq": seq, "device": self.device, "made_at": MADE_AT, "payload": payload}
        self.waiting.append(one)
        return str(one["op_id"])

    def send_all(self, at_once: int = AT_ONCE) -> None:
        """Send until everything is answered, through whatever happens to the server."""
        deadline = time.monotonic() + PATIENCE
        while self.waiting:
            assert time.monotonic() < deadline, f"{len(self.waiting)} operations were never answered"
            try:
                self._send(self.waiting[:at_once])
            except (OSError, http.client.HTTPException):
                self.token = ""
                time.sleep(0.2)

    def _send(self, operations: list[Operation]) -> None:
        if not self.token:
            self.token = self._ask("GET", "/judging/device")["csrf_token"]
        self.sent.update(one["op_id"] for one in operations)
        began = time.perf_counter()
        answer = self._ask("POST", "/judging/operations", {"account": self.account, "operations": operations})
        self.took.append(time.perf_counter() - began)
        self.messages += 1
        if self.forgets and self.messages % self.forgets == 0:
            return  # the server has done it, and the network swallowed that it had
        for outcome in answer["outcomes"]:
            self.answers[outcome["op_id"]] = outcome
            self.confirmed[outcome["op_id"]] += 1
        self.waiting = [one for one in self.waiting if one["op_id"] not in self.answers]

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        address = urlsplit(self.url)
        connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=TIME_OUT)
        headers = {"Accept": "application/json", "Cookie": self.cookie}
        if body is not None:
            headers |= {"Content-Type": "application/json", "X-CSRFToken": self.token}
        try:
            connection.request(method, path, json.dumps(body) if body is not None else None, headers)
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        if response.status >= 500:
            raise http.client.HTTPException(f"{response.status}")
        assert response.status == 200, (response.status, content)
        if fresh := response.getheader("Set-Cookie"):
            self.cookie = fresh.partition(";")[0]
        return dict(json.loads(content))
