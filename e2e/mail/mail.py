"""Mail through a real SMTP server: encrypted, signed in, and to nobody whose certificate is not trusted.

Prints `ok NAME` or `FAILED NAME`.
"""

import email
import email.header
import pathlib
import ssl
import sys
import tempfile

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "kit"))
from house import House, free_port, run  # noqa: E402

USER, PASSWORD = "house", "a password of the relay"
HERE = pathlib.Path(tempfile.mkdtemp(prefix="courtyard-mail-"))
AUTHORITY, STRANGER = trustme.CA(), trustme.CA()
AUTHORITY.cert_pem.write_to_path(HERE / "ca.pem")


def is_encrypted(server) -> bool:
    return server.transport.get_extra_info("ssl_object") is not None


class Desk:
    """Takes mail, and remembers how it came."""

    def __init__(self) -> None:
        self.letters, self.said = [], []
        self.refuses = ""

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        self.said.append(hostname)
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.letters.append((envelope, is_encrypted(server), session.authenticated))
        return "250 taken"


class Relay:
    """A relay; `how` is tls, starttls or clear."""

    def __init__(self, how: str, authority=AUTHORITY, name: str = "localhost") -> None:
        self.desk, self.how, self.tries = Desk(), how, []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(name).configure_cert(context)
        starttls = {"tls_context": context, "require_starttls": True} if how == "starttls" else {}
        implicit = {"ssl_context": context} if how == "tls" else {}
        wants = {} if how == "clear" else {"auth_required": True}
        self.controller = Controller(
            self.desk,
            hostname="127.0.0.1",
            port=free_port(),
            server_hostname="localhost",
            authenticator=self.authenticate,
            auth_require_tls=how == "starttls",
            **wants,
            **starttls,
            **implicit,
        )
        self.controller.start()

    def authenticate(self, server, session, envelope, mechanism, data) -> AuthResult:
        self.tries.append((data.login.decode(), is_encrypted(server)))
        fits = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=fits, handled=False)

    def settings(self, **change: str) -> dict:
        set_ = {
            "mail": "localhost",
            "mail_port": str(self.controller.port),
            "mail_security": "tls" if self.how == "tls" else "starttls",
            "mail_user": USER,
            "mail_password": PASSWORD,
            "mail_from": "house@house.example",
            "mail_agreement": "2026-11-24",
            "mail_terms": "https://relay.example/privacy",
            "mail_ca": str(HERE / "ca.pem"),
            **change,
        }
        return {f"COURTYARD_CONNECTORS__{key.upper()}": value for key, value in set_.items() if value}

    def close(self) -> None:
        self.controller.stop()


def tried(settings: dict, to: str | None = "wang@example.org") -> tuple[dict, str]:
    """The outcome of a keeper's test in a house with these settings, and what the house logged."""
    house = House(settings)
    try:
        wish = {"way": "mail", **({"to": to} if to else {})}
        return house.send("POST", "/api/v1/house/ways/test", wish, house.keeper()).ok().json(), house.said()
    finally:
        house.remove()


def taken_by(how: str) -> None:
    relay = Relay(how)
    try:
        outcome, said = tried(relay.settings())
        assert outcome == {"outcome": "sent", "said": None}, outcome
        assert len(relay.desk.letters) == 1
        envelope, is_encrypted, is_signed_in = relay.desk.letters[0]
        assert is_encrypted and is_signed_in and relay.tries == [(USER, True)], relay.tries
        assert (envelope.mail_from, envelope.rcpt_tos) == ("house@house.example", ["wang@example.org"])
        letter = email.message_from_bytes(envelope.content)
        title = str(email.header.make_header(email.header.decode_header(letter["subject"])))
        assert title == "四合院测试邮件 · A test from your Courtyard", title
        assert "邮件服务已经接通" in letter.get_payload(decode=True).decode()
        assert letter["message-id"].endswith("@house.example>") and letter["date"], letter.items()
        assert set(relay.desk.said) == {"house.example"}, "it introduces itself by its domain"
        assert PASSWORD not in said and "wang@example.org" not in said, "the log keeps both"
    finally:
        relay.close()


def by_tls() -> None:
    """A mail comes encrypted from the first byte, signed in, and can be read."""
    taken_by("tls")


def by_starttls() -> None:
    """A mail comes by STARTTLS, signed in only when it is encrypted, and can be read."""
    taken_by("starttls")


def own_address() -> None:
    """Without an address the test goes to the house's contact card, and the policy names the relay."""
    relay = Relay("tls")
    house = House(relay.settings())
    try:
        keeper = house.keeper()
        house.send("POST", "/api/v1/house/ways/test", {"way": "mail"}, keeper).ok()
        assert relay.desk.letters[0][0].rcpt_tos == ["privacy@house.example"]
        rows = house.send("GET", "/api/v1/policy/recipients?lang=en").ok().json()["rows"]
        assert [row["recipient"] for row in rows] == ["mail-relay"], rows
        ways = house.send("GET", "/api/v1/house/ways", token=keeper).ok()
        assert ways.json()["items"][1]["state"] == "on" and PASSWORD not in ways.body.decode()
    finally:
        house.remove()
        relay.close()


def nobody_else(relay: Relay, said: str, **change: str) -> None:
    try:
        outcome, _ = tried(relay.settings(**change))
        assert outcome == {"outcome": "encryption", "said": said}, outcome
        assert not relay.desk.letters and not relay.tries, "neither mail nor password was told"
    finally:
        relay.close()


def stranger() -> None:
    """A relay with a certificate of another authority gets neither mail nor password."""
    for how in ("tls", "starttls"):
        nobody_else(Relay(how, STRANGER), "tls")


def public_authorities() -> None:
    """Without an authority of one's own, one that the world does not know is not trusted."""
    nobody_else(Relay("tls"), "tls", mail_ca="")


def other_name() -> None:
    """A certificate for another name is not taken for the relay's."""
    nobody_else(Relay("tls", AUTHORITY, "elsewhere.example"), "tls")


def no_downgrade() -> None:
    """A relay that offers no encryption gets nothing in the clear."""
    nobody_else(Relay("clear"), "starttls")


def wrong_password() -> None:
    """A wrong password is told as one."""
    relay = Relay("starttls")
    try:
        outcome, _ = tried(relay.settings(mail_password="another"))
        assert outcome["outcome"] == "key", outcome
        assert not relay.desk.letters
    finally:
        relay.close()


def refused() -> None:
    """What the relay refuses is told by its own number."""
    relay = Relay("tls")
    try:
        for answer, word in (("550 no such mailbox", "addressee"), ("451 later", "busy"), ("554 spam", "content")):
            relay.desk.refuses = answer
            outcome, _ = tried(relay.settings())
            assert outcome == {"outcome": word, "said": f"smtp-{answer[:3]}"}, outcome
    finally:
        relay.close()


def gone() -> None:
    """A relay that is gone is told as unreachable."""
    relay = Relay("tls")
    relay.close()
    outcome, _ = tried(relay.settings())
    assert outcome == {"outcome": "unreachable", "said": None}, outcome


FAILED = run(
    [by_tls, by_starttls, own_address, stranger, public_authorities, other_name, no_downgrade, wrong_password, refused, gone]
)
sys.exit(1 if FAILED else 0)
