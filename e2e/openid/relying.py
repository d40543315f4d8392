"""Relying parties of others sign people in with their accounts of a house: Authlib here, openid-client in `relying.mjs`.

Prints `ok NAME` or `FAILED NAME`.
"""

import os
import pathlib
import subprocess
import sys
import urllib.parse

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
from authlib.common.security import generate_token  # noqa: E402
from authlib.integrations.base_client.errors import OAuthError  # noqa: E402
from authlib.integrations.requests_client import OAuth2Session  # noqa: E402
from authlib.oidc.core import CodeIDToken  # noqa: E402
from joserfc import jwt  # noqa: E402
from joserfc.jwk import KeySet  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "kit"))
from house import House, run  # noqa: E402

HOUSE = House({"COURTYARD_SERVER__PUBLIC_URL": "http://127.0.0.1:{port}"}, dev=True)
ISSUER = f"http://127.0.0.1:{HOUSE.port}"
BACK = "http://127.0.0.1:9/back"
PARTICULARS = {
    "creator": {"name": "李安娜"},
    "company": {"legal_name": "四合院测试有限公司", "credit_code": "91350100M000100Y43"},
}
SCOPES = ["profile", "organisation", "email", "phone", "offline_access"]


def registered(confidential: bool) -> dict:
    """An application that is on."""
    says = {
        "name": "账本",
        "runner": "青账软件有限公司",
        "policy": "https://books.example/privacy",
        "redirects": [BACK],
        "logouts": ["http://127.0.0.1:9/bye"],
        "scopes": SCOPES,
    }
    wish = {"kind": "third_party", "confidential": confidential, "says": says}
    made = HOUSE.send("POST", f"/api/v1/orgs/{ORG}/applications", wish, ANA).ok().json()
    HOUSE.send("PUT", f"/api/v1/orgs/{ORG}/applications/{made['id']}/on", token=ANA).ok()
    return made


ANA = HOUSE.sign_up("13800000001", "李安娜")
ORG = HOUSE.send("POST", "/api/v1/orgs", PARTICULARS, ANA).ok().json()["id"]
SECRET, PUBLIC = registered(True), registered(False)
ABOUT = HOUSE.send("GET", "/.well-known/openid-configuration").ok().json()


def agreed(address: str, scopes: list) -> str:
    """What the page does for whoever agrees: answers where he is led."""
    query = urllib.parse.urlsplit(address).query
    asked = HOUSE.send("POST", "/api/v1/openid/question", {"query": query}, ANA).ok().json()
    if asked["back"]:
        return asked["back"]
    reply = {"say": "yes", "scopes": scopes, "version": asked["question"]["version"]}
    return HOUSE.send("POST", "/api/v1/openid/answer", {"query": query, "reply": reply}, ANA).ok().json()["to"]


def session(app: dict, way: str) -> OAuth2Session:
    return OAuth2Session(
        app["id"],
        app["secret"],
        scope="openid profile organisation offline_access",
        redirect_uri=BACK,
        code_challenge_method="S256",
        token_endpoint_auth_method=way,
    )


def signs_in(app: dict, way: str) -> tuple:
    client, verifier, nonce = session(app, way), generate_token(48), generate_token(16)
    address, _ = client.create_authorization_url(ABOUT["authorization_endpoint"], code_verifier=verifier, nonce=nonce)
    led = agreed(address, ["profile", "organisation", "offline_access"])
    tokens = client.fetch_token(ABOUT["token_endpoint"], authorization_response=led, code_verifier=verifier)
    keys = KeySet.import_key_set(HOUSE.send("GET", urllib.parse.urlsplit(ABOUT["jwks_uri"]).path).ok().json())
    decoded = jwt.decode(tokens["id_token"], keys, algorithms=["RS256"])
    wanted = {"iss": {"essential": True, "value": ISSUER}, "aud": {"essential": True, "value": app["id"]}}
    claims = CodeIDToken(decoded.claims, decoded.header, wanted, {"nonce": nonce, "client_id": app["id"]})
    claims.validate()
    return client, tokens, claims, led, verifier


def authlib(way: str, app: dict) -> None:
    client, tokens, claims, led, verifier = signs_in(app, way)
    known = client.get(ABOUT["userinfo_endpoint"]).json()
    assert known["sub"] == claims["sub"] and known["name"] == "李安娜", known
    assert known["organisation"]["role"] == "administrator", known
    assert "phone_number" not in known, known
    before = tokens["refresh_token"]
    again = client.refresh_token(ABOUT["token_endpoint"], refresh_token=before)
    assert again["refresh_token"] != before
    assert client.get(ABOUT["userinfo_endpoint"]).status_code == 200
    # What comes a second time ends all that came of it.
    for replayed in (
        lambda: client.refresh_token(ABOUT["token_endpoint"], refresh_token=before),
        lambda: client.refresh_token(ABOUT["token_endpoint"], refresh_token=again["refresh_token"]),
        lambda: session(app, way).fetch_token(ABOUT["token_endpoint"], authorization_response=led, code_verifier=verifier),
    ):
        try:
            replayed()
        except OAuthError as refused:
            assert refused.error == "invalid_grant", refused
        else:
            raise AssertionError("what was used is good no longer")


def authlib_basic() -> None:
    """Authlib signs in with its secret in the header, asks, refreshes; replays are refused"""
    authlib("client_secret_basic", SECRET)


def authlib_post() -> None:
    """Authlib signs in with its secret in the form"""
    authlib("client_secret_post", SECRET)


def authlib_public() -> None:
    """Authlib signs in without a secret, by PKCE alone"""
    authlib("none", PUBLIC)


def authlib_revokes() -> None:
    """Authlib gives a token back, and the person takes back what he let it have"""
    client, tokens, *_ = signs_in(SECRET, "client_secret_basic")
    given = client.revoke_token(ABOUT["revocation_endpoint"], token=tokens["refresh_token"])
    assert given.status_code == 200
    assert client.get(ABOUT["userinfo_endpoint"]).status_code == 401
    client, *_ = signs_in(SECRET, "client_secret_basic")
    HOUSE.send("DELETE", f"/api/v1/me/applications/{SECRET['id']}", token=ANA).ok()
    assert client.get(ABOUT["userinfo_endpoint"]).status_code == 401


def downgrade() -> None:
    """A challenge that is plain, and none at all, give no code"""
    for method in ("plain", None):
        client = OAuth2Session(SECRET["id"], SECRET["secret"], scope="openid", redirect_uri=BACK)
        extra = {"code_challenge": generate_token(48), "code_challenge_method": method} if method else {}
        address, _ = client.create_authorization_url(ABOUT["authorization_endpoint"], **extra)
        led = urllib.parse.parse_qs(urllib.parse.urlsplit(agreed(address, [])).query)
        assert led["error"] == ["invalid_request"] and "code" not in led and led["iss"] == [ISSUER], led


def openid_client() -> int:
    """What openid-client of npm tried prints its own lines."""
    environment = {
        **os.environ,
        "ISSUER": ISSUER,
        "BACK": BACK,
        "PERSON": ANA,
        "SECRET_ID": SECRET["id"],
        "SECRET": SECRET["secret"],
        "PUBLIC_ID": PUBLIC["id"],
    }
    return subprocess.run(["node", str(HERE / "relying.mjs")], env=environment, timeout=300).returncode


failed = run([authlib_basic, authlib_post, authlib_public, authlib_revokes, downgrade])
failed += openid_client()
HOUSE.remove()
sys.exit(1 if failed else 0)
