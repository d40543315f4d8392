"""The exchange that is tried, and the telephones it is tried with."""

import hashlib
import json
import os
import pathlib
import queue
import secrets
import socket
import subprocess
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
HOUSE = "10.79.0.1"
SDP = "v=0\r\no=- 1 1 IN IP4 {address}\r\ns=-\r\nc=IN IP4 {address}\r\nt=0 0\r\nm=audio 6000 RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/8000\r\n"


def sh(*words: str) -> str:
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


class Room:
    """A network of its own at the end of a cable; baresip does not speak over loopback."""

    def __init__(self, card: str, address: str) -> None:
        self.far = subprocess.Popen(["unshare", "--net", "--", "sleep", "infinity"])
        ours, theirs = os.readlink("/proc/self/ns/net"), f"/proc/{self.far.pid}/ns/net"
        until = time.monotonic() + 10
        while os.readlink(theirs) == ours:
            assert time.monotonic() < until, "no network of its own"
            time.sleep(0.01)
        sh("ip", "link", "add", card, "type", "veth", "peer", "name", "door0", "netns", str(self.far.pid))
        sh("ip", "link", "set", card, "up")
        sh("ip", "route", "add", f"{address}/32", "dev", card)
        self.sh("ip", "link", "set", "lo", "up")
        self.sh("ip", "addr", "add", f"{address}/32", "dev", "door0")
        self.sh("ip", "link", "set", "door0", "up")
        self.sh("ip", "route", "add", f"{HOUSE}/32", "dev", "door0")

    def words(self, *words: str) -> list[str]:
        return ["nsenter", "--target", str(self.far.pid), "--net", "--", *words]

    def sh(self, *words: str) -> None:
        sh(*self.words(*words))

    def remove(self) -> None:
        self.far.kill()
        self.far.wait()


class Lines:
    """What a process or a connection says, in order; things are waited for, not times."""

    def __init__(self) -> None:
        self.said: list[dict] = []
        self.news: queue.Queue = queue.Queue()

    def put(self, thing: dict) -> None:
        self.news.put(thing)

    def wait(self, fits, seconds: float = 20.0, what: str = "") -> dict:
        """The first thing that fits and was not waited for before."""
        for at, thing in enumerate(self.said):
            if fits(thing):
                return self.said.pop(at)
        until = time.monotonic() + seconds
        while True:
            left = until - time.monotonic()
            try:
                thing = self.news.get(timeout=max(left, 0.01))
            except queue.Empty:
                raise AssertionError(f"waited in vain for {what}; said: {self.said[-12:]}") from None
            if fits(thing):
                return thing
            self.said.append(thing)

    def drain(self) -> list[dict]:
        while True:
            try:
                self.said.append(self.news.get_nowait())
            except queue.Empty:
                said, self.said = self.said, []
                return said


class Switch(Lines):
    """`crates/sip/examples/switch.rs`."""

    def __init__(self, folder: pathlib.Path, *arguments: str) -> None:
        super().__init__()
        binary = os.environ.get("SIP_SWITCH") or str(ROOT / "target/debug/examples/switch")
        self.log = open(folder / "switch.log", "w", encoding="utf-8")
        self.process = subprocess.Popen(
            [binary, *arguments], stdout=subprocess.PIPE, stderr=self.log, text=True, env={**os.environ, "RUST_LOG": os.environ.get("RUST_LOG", "warn,rsipstack=error")}
        )
        threading.Thread(target=self.read, daemon=True).start()
        self.wait(lambda line: line["is"] == "ready", what="the exchange")

    def read(self) -> None:
        for line in self.process.stdout:
            self.put(json.loads(line))

    def event(self, kind: str, seconds: float = 20.0, **fields) -> dict:
        def fits(line: dict) -> bool:
            return line["is"] == kind and all(line.get(name) == value for name, value in fields.items())

        return self.wait(fits, seconds, f"{kind} {fields}")

    def stop(self) -> None:
        self.process.send_signal(2)
        self.process.wait(timeout=15)


class Phone(Lines):
    """baresip, headless, driven over its control connection."""

    number = 10

    def __init__(self, folder: pathlib.Path, user: str, transport: str = "udp", port: int = 5070, more: str = "") -> None:
        super().__init__()
        Phone.number += 1
        self.address = f"10.79.0.{Phone.number}"
        self.user, self.transport, self.port = user, transport, port
        self.folder = folder / f"phone-{Phone.number}-{user}"
        self.folder.mkdir()
        self.room = Room(f"cable{Phone.number}", self.address)
        (self.folder / "config").write_text(self.config(folder), encoding="utf-8")
        account = (
            f"<sip:{user}@{HOUSE}:{port};transport={transport}>;auth_user={user};auth_pass=secret;"
            f"audio_codecs=PCMU/8000/1;video_codecs=h264;regint=60{more}\n"
        )
        (self.folder / "accounts").write_text(account, encoding="utf-8")
        (self.folder / "contacts").write_text("", encoding="utf-8")
        self.log = open(self.folder / "log", "w", encoding="utf-8")
        self.process = subprocess.Popen(
            self.room.words("baresip", "-f", str(self.folder)), stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL
        )
        self.control = self.connect()
        threading.Thread(target=self.read, daemon=True).start()

    def config(self, folder: pathlib.Path) -> str:
        modules = ["stdio", "g711", "ausine", "aufile", "avcodec", "avformat", "fakevideo"]
        return "\n".join(
            [
                "poll_method epoll",
                f"sip_listen {self.address}:5062",
                f"sip_cafile {folder}/cert.pem",
                "call_local_timeout 120",
                "call_max_calls 4",
                "audio_source ausine,440",
                "ausrc_srate 48000",
                "ausrc_channels 2",
                f"video_source avformat,{folder}/door.mp4",
                "video_display fakevideo,nil",
                "video_size 352x288",
                "video_bitrate 400000",
                "video_fps 25",
                f"rtp_ports {30000 + Phone.number * 100}-{30090 + Phone.number * 100}",
                "net_interface door0",
                "module_path /usr/lib/baresip/modules",
                *[f"module {name}.so" for name in modules],
                "module_app account.so",
                "module_app menu.so",
                "module_app ctrl_tcp.so",
                f"ctrl_tcp_listen {self.address}:4444",
                "",
            ]
        )

    def connect(self) -> socket.socket:
        until = time.monotonic() + 15
        while True:
            try:
                return socket.create_connection((self.address, 4444), timeout=1)
            except OSError:
                if time.monotonic() > until:
                    raise AssertionError("baresip does not start") from None
                time.sleep(0.05)

    def read(self) -> None:
        self.control.settimeout(None)
        rest = b""
        while chunk := self.control.recv(65_536):
            rest += chunk
            while b":" in rest:
                length, after = rest.split(b":", 1)
                if len(after) <= int(length):
                    break
                self.put(json.loads(after[: int(length)]))
                rest = after[int(length) + 1 :]

    def say(self, command: str, params: str = "") -> None:
        wish = json.dumps({"command": command, "params": params}).encode()
        self.control.sendall(b"%d:%s," % (len(wish), wish))

    def dial(self, number: str) -> None:
        self.say("dial", f"sip:{number}@{HOUSE}:{self.port};transport={self.transport}")

    def event(self, kind: str, seconds: float = 20.0) -> dict:
        return self.wait(lambda line: line.get("type") == kind, seconds, f"{self.user}: {kind}")

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        self.room.remove()


class Raw:
    """A telephone of datagrams that says exactly what it is told to, with Python's own hashes."""

    def __init__(self, user: str, password: str = "secret", address: str = "10.79.0.2", port: int = 5070) -> None:
        self.user, self.password, self.address = user, password, address
        self.wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.wire.bind((address, 0))
        self.wire.settimeout(0.5)
        self.wire.connect((HOUSE, port))
        self.here = f"{address}:{self.wire.getsockname()[1]}"
        self.count = 0
        self.call, self.tag = secrets.token_hex(8), secrets.token_hex(4)

    def ask(self, headers: list[str], expires: int = 60) -> tuple[int, str]:
        """A REGISTER; its code and all that was answered."""
        self.count += 1
        request = [
            f"REGISTER sip:{HOUSE}:5070 SIP/2.0",
            f"Via: SIP/2.0/UDP {self.here};branch=z9hG4bK{secrets.token_hex(8)};rport",
            f"From: <sip:{self.user}@{HOUSE}>;tag={self.tag}",
            f"To: <sip:{self.user}@{HOUSE}>",
            f"Call-ID: {self.call}",
            f"CSeq: {self.count} REGISTER",
            f"Contact: <sip:{self.user}@{self.here}>",
            f"Expires: {expires}",
            "Max-Forwards: 70",
            *headers,
            "Content-Length: 0",
            "",
            "",
        ]
        return self.exchange("\r\n".join(request))

    def exchange(self, request: str) -> tuple[int, str]:
        """Sends it again every half second, as RFC 3261 has it, until it is answered finally."""
        cseq = next(line for line in request.splitlines() if line.startswith("CSeq"))
        for _ in range(12):
            self.wire.send(request.encode())
            try:
                while True:
                    answer = self.wire.recv(65_536).decode()
                    code = int(answer.split(" ", 2)[1]) if answer.startswith("SIP/2.0") else 0
                    if cseq in answer and code >= 180:
                        return code, answer
            except TimeoutError:
                continue
        raise AssertionError("it was not answered in six seconds")

    def invite(self, number: str, *headers: str, answer: tuple[str, str] | None = None, sdp: str | None = None) -> tuple[int, str]:
        """An INVITE, with an answer to this nonce by this count; its code and what was answered."""
        self.count += 1
        self.call = secrets.token_hex(8)
        body = SDP.format(address=self.address) if sdp is None else sdp
        said = [self.answer(*answer, method="INVITE")] if answer else []
        request = [
            f"INVITE sip:{number}@{HOUSE}:5070 SIP/2.0",
            f"Via: SIP/2.0/UDP {self.here};branch=z9hG4bK{secrets.token_hex(8)};rport",
            f"From: <sip:{self.user}@{HOUSE}>;tag={self.tag}",
            f"To: <sip:{number}@{HOUSE}>",
            f"Call-ID: {self.call}",
            f"CSeq: {self.count} INVITE",
            f"Contact: <sip:{self.user}@{self.here}>",
            "Max-Forwards: 70",
            "Content-Type: application/sdp",
            *said,
            *headers,
            f"Content-Length: {len(body)}",
            "",
            body,
        ]
        self.last = request
        return self.exchange("\r\n".join(request))

    def within(self, method: str, answered: str, count: int = 0) -> tuple[int, str]:
        """A request in the call that was answered so; ACK and CANCEL carry the count of the INVITE."""
        self.count += 0 if count else 1
        to = next(line for line in answered.splitlines() if line.startswith("To:"))
        request = [
            self.last[0].replace("INVITE", method, 1),
            f"Via: SIP/2.0/UDP {self.here};branch=z9hG4bK{secrets.token_hex(8)};rport",
            next(line for line in self.last if line.startswith("From:")),
            to,
            next(line for line in self.last if line.startswith("Call-ID:")),
            f"CSeq: {count or self.count} {method}",
            "Max-Forwards: 70",
            "Content-Length: 0",
            "",
            "",
        ]
        if method == "ACK":
            self.wire.send("\r\n".join(request).encode())
            return 0, ""
        return self.exchange("\r\n".join(request))

    def asked(self, method: str, seconds: float) -> str:
        """The next request of this method; it is answered with 200 and, where it has one, a description."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                request = self.wire.recv(65_536).decode()
            except TimeoutError:
                continue
            if not request.startswith(method):
                continue
            if method != "ACK":
                body = SDP.format(address=self.address) if method == "INVITE" else ""
                kept = [line for line in request.splitlines() if line.split(":")[0] in ("Via", "From", "To", "Call-ID", "CSeq")]
                answer = ["SIP/2.0 200 OK", *kept, f"Contact: <sip:{self.user}@{self.here}>", "Supported: timer"]
                answer += ["Session-Expires: 90;refresher=uac", "Content-Type: application/sdp", f"Content-Length: {len(body)}", "", body]
                self.wire.send("\r\n".join(answer).encode())
            return request
        raise AssertionError(f"no {method}")

    def wait(self, code: int) -> str:
        """The next answer with this code."""
        until = time.monotonic() + 10
        while time.monotonic() < until:
            try:
                answer = self.wire.recv(65_536).decode()
            except TimeoutError:
                continue
            if answer.startswith(f"SIP/2.0 {code} "):
                return answer
        raise AssertionError(f"no {code}")

    def challenge(self, algorithm: str = "MD5") -> str:
        """The nonce of a challenge by this hash."""
        code, answer = self.ask([])
        assert code == 401, answer
        return nonce_of(answer, algorithm)

    def answer(self, nonce: str, nc: str, algorithm: str = "MD5", method: str = "REGISTER") -> str:
        def digest(text: str) -> str:
            return hashlib.new("md5" if algorithm == "MD5" else "sha256", text.encode()).hexdigest()

        uri, cnonce = f"sip:{HOUSE}:5070", secrets.token_hex(4)
        ha1 = digest(f"{self.user}:courtyard:{self.password}")
        response = digest(f"{ha1}:{nonce}:{nc}:{cnonce}:auth:{digest(f'{method}:{uri}')}")
        return (
            f'Authorization: Digest username="{self.user}", realm="courtyard", nonce="{nonce}", uri="{uri}", '
            f'response="{response}", algorithm={algorithm}, cnonce="{cnonce}", qop=auth, nc={nc}'
        )


def nonce_of(answer: str, algorithm: str) -> str:
    line = next(line for line in answer.splitlines() if line.startswith("WWW-Authenticate") and f"algorithm={algorithm}" in line)
    return line.split('nonce="', 1)[1].split('"', 1)[0]


def units(stream: bytes) -> list[bytes]:
    """The units of a stream with start codes."""
    return [unit.rstrip(b"\0") for unit in stream.split(b"\0\0\1")[1:]]


def packets(unit: bytes, timestamp: int, sequence: int, last: bool) -> list[bytes]:
    """A unit in RTP, in pieces (FU-A) where it is long."""
    payloads = [unit]
    if len(unit) > 1_000:
        rest = [unit[at : at + 1_000] for at in range(1, len(unit), 1_000)]
        ends = [(0x80 if at == 0 else 0) | (0x40 if at == len(rest) - 1 else 0) for at in range(len(rest))]
        payloads = [bytes([(unit[0] & 0xE0) | 28, end | (unit[0] & 31)]) + piece for end, piece in zip(ends, rest)]
    return [
        bytes([0x80, 97 | (0x80 if last and at == len(payloads) - 1 else 0)])
        + ((sequence + at) & 0xFFFF).to_bytes(2, "big")
        + timestamp.to_bytes(4, "big")
        + b"\1\2\3\4"
        + payload
        for at, payload in enumerate(payloads)
    ]
