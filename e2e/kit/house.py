"""The real binary on a fresh folder, for clients that are written in Python."""

import hashlib
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import uuid

KEEPER = {"name": "王芳", "login": "wangfang", "password": "kT9#vq2LmX-house"}

FIRST_DAY = f"""
profile = "courtyard"
[house]
legal_name = "四合院测试有限公司"
public_url = "http://127.0.0.1"
[house.contact]
name = "王芳"
email = "privacy@house.example"
phone = "010-12345678"
address = "胡同一号"
[keeper]
name = "{KEEPER['name']}"
login = "{KEEPER['login']}"
password = "{KEEPER['password']}"
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Answer:
    """What the house answered."""

    def __init__(self, status: int, headers: dict, body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    def ok(self) -> "Answer":
        assert self.status < 300, f"{self.status}: {self.body[:500]!r}"
        return self

    def json(self) -> dict:
        return json.loads(self.body)


class House:
    """A house with these settings, in which `{port}` is its own. In `--dev` messages lie in its outbox; else it is set up and has a keeper."""

    def __init__(self, settings: dict | None = None, dev: bool = False) -> None:
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="courtyard-e2e-"))
        self.data = self.folder / "data"
        self.port = free_port()
        ports = {"COURTYARD_MEDIA__UDP_PORT": str(free_port()), "COURTYARD_MEDIA__TCP_PORT": str(free_port())}
        own = {name: value.replace("{port}", str(self.port)) for name, value in (settings or {}).items()}
        self.environment = {**os.environ, **ports, **own}
        self.binary = os.environ["COURTYARD_BINARY"]
        self.log = open(self.folder / "house.log", "wb")
        self.dev = dev
        if not dev:
            self.set_up()
        self.open()

    def set_up(self) -> None:
        file = self.folder / "first-day.toml"
        file.write_text(FIRST_DAY)
        command = [self.binary, "setup", "--from", str(file), "--data", str(self.data)]
        ran = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=60)
        assert ran.returncode == 0, ran.stderr[-2000:]

    def open(self) -> None:
        command = [self.binary, "serve", "--data", str(self.data), "--listen", f"127.0.0.1:{self.port}"]
        command += ["--dev"] if self.dev else []
        self.process = subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, stderr=self.log)
        for line in self.process.stdout:
            if b"listening on http" in line:
                return
        raise SystemExit(f"FAILED start: {(self.folder / 'house.log').read_text()[-2000:]}")

    def said(self) -> str:
        return (self.folder / "house.log").read_text()

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(20)

    def remove(self) -> None:
        self.close()
        self.log.close()
        shutil.rmtree(self.folder)

    def send(self, method: str, path: str, body=None, token: str = "", kind: str = "application/json") -> Answer:
        headers = {"x-courtyard": "1", "idempotency-key": str(uuid.uuid4())}
        if token:
            headers["authorization"] = f"Bearer {token}"
        if body is not None:
            headers["content-type"] = kind
            body = body if isinstance(body, bytes) else json.dumps(body).encode()
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            line.close()

    def keeper(self) -> str:
        """A token of the keeper."""
        wish = {"login": KEEPER["login"], "password": KEEPER["password"], "bearer": True}
        return self.send("POST", "/api/v1/session/password", wish).ok().json()["token"]

    def sign_up(self, phone: str, name: str) -> str:
        """A token of somebody who has just signed up; needs the outbox of `--dev`."""
        asked = self.send("GET", "/api/v1/policy/asked?lang=zh-CN").ok().json()
        puzzle = self.send("POST", "/api/v1/session/challenge", {}).ok().json()
        nonce = str(solve(puzzle["challenge"], puzzle["difficulty"]))
        purposes = [item["purpose"] for item in asked["items"] if item["required"]]
        consent = {"version": asked["version"], "purposes": purposes}
        proof = {"challenge": puzzle["challenge"], "nonce": nonce}
        self.send("POST", "/api/v1/session/code", {"phone": phone, "consent": consent, "proof": proof}).ok()
        letters = self.send("GET", "/dev/outbox").ok().json()["items"]
        code = [letter["code"] for letter in letters if letter.get("code") and letter["to"].endswith(phone)][-1]
        wish = {"phone": phone, "code": code, "name": name, "bearer": True}
        return self.send("POST", "/api/v1/session/open", wish).ok().json()["token"]


def solve(challenge: str, difficulty: int) -> int:
    nonce = 0
    while True:
        digest = int.from_bytes(hashlib.sha256(f"{challenge}:{nonce}".encode()).digest(), "big")
        if digest >> (256 - difficulty) == 0:
            return nonce
        nonce += 1


def run(tests: list) -> int:
    """Tries each; a line `ok NAME` or `FAILED NAME: why` per test. Returns how many failed."""
    failed = 0
    for test in tests:
        name = (test.__doc__ or test.__name__).strip().splitlines()[0].rstrip(".")
        try:
            test()
            print(f"ok {name}", flush=True)
        except Exception as error:  # noqa: BLE001 - whatever went wrong is told, and the next test runs
            failed += 1
            why = f"{type(error).__name__}: {error}".replace("\n", " ")
            print(f"FAILED {name}: {why[:600]}", flush=True)
    return failed
