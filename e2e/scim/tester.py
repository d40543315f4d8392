"""`scim2-tester` tries what a directory of a company may do with a connection of an organisation, and a person answers it.

Prints `ok NAME` or `FAILED NAME`.
"""

import pathlib
import sys
import urllib.parse

import httpx2
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "kit"))
from house import House, run  # noqa: E402

HOUSE = House({"COURTYARD_SERVER__PUBLIC_URL": "http://127.0.0.1:{port}"}, dev=True)
PARTICULARS = {
    "creator": {"name": "李安娜"},
    "company": {"legal_name": "四合院测试有限公司", "credit_code": "91350100M000100Y43"},
}
ATTESTED = {"agreed": True, "purpose": "建立通讯录", "scope": "姓名、手机号和部门", "use": "仅限内部工作联络"}

ANA = HOUSE.sign_up("13800000001", "李安娜")
BO = HOUSE.sign_up("13800000002", "李波")
ORG = HOUSE.send("POST", "/api/v1/orgs", PARTICULARS, ANA).ok().json()["id"]
WISH = {"name": "目录", "days": 30, "attestation": ATTESTED}
MADE = HOUSE.send("POST", f"/api/v1/orgs/{ORG}/scim", WISH, ANA).ok().json()
HEADERS = {"Authorization": f"Bearer {MADE['token']}"}
BASE = f"http://127.0.0.1:{HOUSE.port}{MADE['path']}"


def tester() -> None:
    """scim2-tester finds nothing wrong"""
    with httpx2.Client(base_url=BASE, headers=HEADERS, timeout=60) as line:
        client = SyncSCIMClient(line)
        client.discover()
        results = check_server(client)
    wrong = [one for one in results if one.status in (Status.ERROR, Status.CRITICAL)]
    for one in wrong:
        print(f"  {one.title}: {one.resource_type}: {one.reason}")
    counted = {status.name: sum(one.status == status for one in results) for status in Status}
    print(f"  {counted}")
    assert not wrong, f"{len(wrong)} of {len(results)}"
    assert counted["SUCCESS"] > 30, counted


def provisioned() -> None:
    """Somebody whom the directory names accepts, is found by one look, and leaves when he is set inactive"""
    with httpx2.Client(base_url=BASE, headers=HEADERS, timeout=60) as line:
        said = {
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "userName": "bo@house.example",
            "externalId": "e-2",
            "displayName": "李波",
            "phoneNumbers": [{"value": "+8613800000002", "type": "mobile"}],
        }
        made = line.post("/Users", json=said)
        assert made.status_code == 201, made.text
        waiting = HOUSE.send("GET", "/api/v1/me/invitations", token=BO).ok().json()["items"]
        assert len(waiting) == 1, waiting
        HOUSE.send("POST", f"/api/v1/invitations/{waiting[0]['id']}/accept", {}, BO).ok()
        assert members() == 2
        found = line.get("/Users?filter=" + urllib.parse.quote('userName eq "BO@house.example"')).json()
        assert found["totalResults"] == 1 and found["Resources"][0]["id"] == made.json()["id"], found
        change = {
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations": [{"op": "Replace", "path": "active", "value": "False"}],
        }
        gone = line.patch(f"/Users/{made.json()['id']}", json=change)
        assert gone.status_code == 200 and gone.json()["active"] is False, gone.text
        assert members() == 1


def members() -> int:
    return len(HOUSE.send("GET", f"/api/v1/orgs/{ORG}/members", token=ANA).ok().json()["items"])


failed = run([tester, provisioned])
HOUSE.remove()
sys.exit(1 if failed else 0)
