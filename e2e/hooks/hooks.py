"""Incoming webhooks by the clients that other tools are made with: Slack's own, and curl.

Prints `ok NAME` or `FAILED NAME`.
"""

import json
import pathlib
import subprocess
import sys

from slack_sdk.models.blocks import ActionsBlock, ButtonElement, DividerBlock, HeaderBlock, SectionBlock
from slack_sdk.webhook import WebhookClient

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "kit"))
from house import House, run  # noqa: E402

HOUSE = House(dev=True)
PARTICULARS = {
    "creator": {"name": "李安娜"},
    "company": {"legal_name": "四合院测试有限公司", "credit_code": "91350100M000100Y43"},
}


def arranged() -> tuple[str, str, str]:
    """A token of the owner of a group, the group, and the address of a webhook there."""
    ana, bo = HOUSE.sign_up("13800000001", "李安娜"), HOUSE.sign_up("13800000002", "王波")
    org = HOUSE.send("POST", "/api/v1/orgs", PARTICULARS, ana).ok().json()["id"]
    wish = {"phone": "13800000002", "role": "member"}
    HOUSE.send("POST", f"/api/v1/orgs/{org}/invitations", wish, ana).ok()
    invitation = HOUSE.send("GET", "/api/v1/me/invitations", token=bo).ok().json()["items"][0]["id"]
    HOUSE.send("POST", f"/api/v1/invitations/{invitation}/accept", token=bo).ok()
    other = HOUSE.send("GET", "/api/v1/me", token=bo).ok().json()["id"]
    wish = {"name": "发布", "people": [other]}
    group = HOUSE.send("POST", "/api/v1/conversations", wish, ana).ok().json()["id"]
    made = HOUSE.send("POST", f"/api/v1/conversations/{group}/hooks", {"name": "ci"}, ana).ok().json()
    return ana, group, f"http://127.0.0.1:{HOUSE.port}{made['path']}"


ANA, GROUP, ADDRESS = arranged()


def last() -> dict:
    return HOUSE.send("GET", f"/api/v1/conversations/{GROUP}/events", token=ANA).ok().json()["items"][-1]


def speaks_text() -> None:
    """Slack's client says a text"""
    answer = WebhookClient(ADDRESS).send(text="*构建完成* <https://ci.example/7|第 7 次>")
    assert (answer.status_code, answer.body) == (200, "ok"), answer.body
    assert last()["text"] == "**构建完成** [第 7 次](https://ci.example/7)", last()
    assert last()["program"]["name"] == "ci"


def speaks_blocks() -> None:
    """Slack's client says blocks and attachments"""
    blocks = [
        HeaderBlock(text="构建 7"),
        SectionBlock(text="*失败*", fields=["分支：main", "用时：3 分"]),
        DividerBlock(),
        ActionsBlock(elements=[ButtonElement(text="打开", url="https://ci.example/7", action_id="open")]),
    ]
    attachments = [{"color": "#c00", "title": "日志", "text": "exit 1"}]
    answer = WebhookClient(ADDRESS).send(text="构建 7 失败", blocks=blocks, attachments=attachments)
    assert answer.status_code == 200, answer.body
    wanted = "**构建 7**\n\n**失败**\n分支：main\n用时：3 分\n\n[打开](https://ci.example/7)\n\n> **日志**\n> exit 1"
    assert last()["text"] == wanted, last()["text"]


def curl(*more: str) -> str:
    command = ["curl", "--silent", "--show-error", *more, ADDRESS]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout


def speaks_by_curl() -> None:
    """curl says something as JSON, and as a form with the field payload"""
    assert curl("-H", "content-type: application/json", "-d", json.dumps({"text": "by curl"})) == "ok"
    assert last()["text"] == "by curl"
    assert curl("--data-urlencode", 'payload={"text":"as a form & more"}') == "ok"
    assert last()["text"] == "as a form & more"
    assert curl("--data-urlencode", 'payload={"text":', "-o", "/dev/null", "-w", "%{http_code}") == "400"


def speaks_once() -> None:
    """What is sent again under its key is said once"""
    keyed = WebhookClient(ADDRESS, default_headers={"Idempotency-Key": "build-8"})
    assert [keyed.send(text="once").status_code for _ in range(3)] == [200, 200, 200]
    said = HOUSE.send("GET", f"/api/v1/conversations/{GROUP}/events", token=ANA).ok().json()["items"]
    assert [event["text"] for event in said].count("once") == 1


def is_refused() -> None:
    """An address that is nobody's is refused, and no address stands in the log of the house"""
    answer = WebhookClient(ADDRESS[:-1] + ("A" if ADDRESS[-1] != "A" else "Q")).send(text="x")
    assert answer.status_code == 404, answer.status_code
    secret = ADDRESS.rsplit("/", 1)[1]
    assert secret not in HOUSE.said()
    found = subprocess.run(["grep", "-rlF", secret, str(HOUSE.data)], capture_output=True, text=True, timeout=60)
    assert found.stdout == "", found.stdout


try:
    FAILED = run([speaks_text, speaks_blocks, speaks_by_curl, speaks_once, is_refused])
finally:
    HOUSE.remove()
sys.exit(1 if FAILED else 0)
