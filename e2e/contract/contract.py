"""Starts a house, signs somebody in, and lets Schemathesis try every operation of the contract.

Prints `ok NAME` or `FAILED NAME` per operation. Operations that end the session it works with are tried last and
apart, by nobody.
"""

import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import uuid
import xml.etree.ElementTree as xml

SECONDS_MAX = 300

# They would close the session that the run works with, or turn the clock.
BY_NOBODY = ["session.close", "me.devices.close"]

# An answer that differs from the contract, or a fault of ours. Whether more than the contract forbids is refused is
# judged by the tests of each operation.
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class House:
    """The real binary on a fresh folder."""

    def __init__(self) -> None:
        self.data = tempfile.mkdtemp(prefix="courtyard-contract-")
        self.url = f"http://127.0.0.1:{free_port()}"
        settings = {"COURTYARD_MEDIA__UDP_PORT": str(free_port()), "COURTYARD_MEDIA__TCP_PORT": str(free_port())}
        listen = self.url.removeprefix("http://")
        self.log = open(pathlib.Path(self.data) / "house.log", "wb")
        self.process = subprocess.Popen(
            [os.environ["COURTYARD_BINARY"], "serve", "--dev", "--data", self.data + "/house", "--listen", listen],
            env={**os.environ, **settings},
            stdout=subprocess.PIPE,
            stderr=self.log,
        )
        for line in self.process.stdout:
            if b"listening on http" in line:
                return
        raise SystemExit("FAILED start: the house closed before it opened")

    def close(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
        self.log.close()
        shutil.rmtree(self.data)

    def call(self, path: str, body: dict | None = None) -> dict:
        headers = {"content-type": "application/json", "x-courtyard": "1", "idempotency-key": str(uuid.uuid4())}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, headers=headers)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def sign_in(self) -> str:
        """A token of somebody who has just signed up."""
        phone = "13800138000"
        asked = self.call("/api/v1/policy/asked?lang=zh-CN")
        puzzle = self.call("/api/v1/session/challenge", {})
        nonce = solve(puzzle["challenge"], puzzle["difficulty"])
        consent = {"version": asked["version"], "purposes": [item["purpose"] for item in asked["items"] if item["required"]]}
        proof = {"challenge": puzzle["challenge"], "nonce": str(nonce)}
        self.call("/api/v1/session/code", {"phone": phone, "consent": consent, "proof": proof})
        letters = self.call("/dev/outbox")["items"]
        code = [letter["code"] for letter in letters if letter.get("code") and letter["to"].endswith(phone)][-1]
        opened = {"phone": phone, "code": code, "name": "契约", "bearer": True}
        return self.call("/api/v1/session/open", opened)["token"]


def solve(challenge: str, difficulty: int) -> int:
    nonce = 0
    while True:
        digest = int.from_bytes(hashlib.sha256(f"{challenge}:{nonce}".encode()).digest(), "big")
        if digest >> (256 - difficulty) == 0:
            return nonce
        nonce += 1


def explore(house: House, name: str, words: list[str]) -> int:
    """One run of Schemathesis; a line per operation. Returns how many failed."""
    report = pathlib.Path(house.data) / f"{name}.xml"
    command = [str(pathlib.Path(sys.executable).with_name("schemathesis")), "run", f"{house.url}/api/openapi.json"]
    command += ["--phases", "examples,coverage", "--checks", CHECKS, "--max-time", str(SECONDS_MAX), "--workers", "1"]
    command += ["--warnings", "off", "--continue-on-failure", "--request-timeout", "20", "--seed", "20261122"]
    command += ["-H", "X-Courtyard: 1", "--report", "junit", "--report-junit-path", str(report), *words]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=house.data, timeout=SECONDS_MAX * 2)
    print(ran.stdout[-20000:])
    if not report.exists():
        print(f"FAILED {name}: no report\n{ran.stderr[-4000:]}")
        return 1
    failed = 0
    for case in xml.parse(report).getroot().iter("testcase"):
        bad = case.find("failure") if case.find("failure") is not None else case.find("error")
        if bad is None:
            print(f"ok {case.get('name')}")
        else:
            failed += 1
            first = re.sub(r"\s+", " ", bad.get("message") or bad.text or "")[:300]
            print(f"FAILED {case.get('name')}: {first}")
    return failed


def main() -> None:
    house = House()
    try:
        token = house.sign_in()
        apart = [word for operation in BY_NOBODY for word in ("--exclude-operation-id", operation)]
        failed = explore(house, "somebody", ["-H", f"Authorization: Bearer {token}", *apart])
        only = [word for operation in BY_NOBODY for word in ("--include-operation-id", operation)]
        failed += explore(house, "nobody", only)
    except urllib.error.HTTPError as error:
        print(f"FAILED {error.url}: {error.code} {error.read()[:500]!r}")
        failed = 1
    finally:
        house.close()
    sys.exit(1 if failed else 0)


main()
