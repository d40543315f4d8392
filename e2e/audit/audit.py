"""The access log of a real house, recomputed by pymerkle, and what its owner might do to the database.

Leaves and checkpoints come from `courtyard audit export`; proofs from the interface; the witness is outside. For an edit,
a deletion, a truncation and a fork both `courtyard audit verify` and the verifier here must say that something is wrong.
"""

import base64
import hashlib
import json
import pathlib
import sqlite3
import struct
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "kit"))

from cryptography.exceptions import InvalidSignature  # noqa: E402
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey  # noqa: E402
from pymerkle import InmemoryTree, verify_consistency, verify_inclusion  # noqa: E402

from house import House, run  # noqa: E402

COMPANY = {
    "creator": {"name": "王芳", "position": "总经理"},
    "company": {"legal_name": "四合院测试有限公司", "credit_code": "91350100M000100Y43", "address": "胡同一号"},
}


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


class Witness:
    """Cosigns a checkpoint, as C2SP's tlog-cosignature says."""

    def __init__(self, name: str) -> None:
        self.name, self.key = name, Ed25519PrivateKey.generate()
        self.public = self.key.public_key().public_bytes_raw()
        self.id = sha256(name.encode() + b"\n\x04" + self.public)[:4]

    def vkey(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64(bytes([4]) + self.public)}"

    def cosign(self, note: str) -> str:
        body, at = note.split("\n\n")[0] + "\n", int(time.time())
        signature = self.key.sign(f"cosignature/v1\ntime {at}\n{body}".encode())
        return note + f"— {self.name} {b64(self.id + struct.pack('>Q', at) + signature)}\n"


class Log:
    """What an export says, checked without any code of the house."""

    def __init__(self, text: str) -> None:
        lines = [json.loads(line) for line in text.splitlines()]
        self.key = Ed25519PublicKey.from_public_bytes(base64.b64decode(lines[0]["log_key"]))
        self.leaves = [(line["leaf"], base64.b64decode(line["data"])) for line in lines if "leaf" in line]
        self.heads = [line for line in lines if "signature" in line]
        self.tree = InmemoryTree(algorithm="sha256")
        for _, data in self.leaves:
            self.tree.append_entry(data)

    def root(self, size: int) -> bytes:
        return self.tree.get_root(size)

    def findings(self, kept: list) -> list:
        """What is wrong; `kept` are checkpoints (size, root) that were kept elsewhere."""
        found = []
        if [leaf for leaf, _ in self.leaves] != list(range(len(self.leaves))):
            found.append("a leaf is missing")
        heads = [(head["size"], base64.b64decode(head["root"])) for head in self.heads]
        for head, (size, root) in zip(self.heads, heads):
            signed = b"\x00\x01" + struct.pack(">QQ", head["at_ms"], size) + root
            try:
                self.key.verify(base64.b64decode(head["signature"]), signed)
            except InvalidSignature:
                found.append(f"the checkpoint of {size} is not signed")
        for size, root in heads + kept:
            if size > len(self.leaves):
                found.append(f"truncated below {size}")
            elif size and self.root(size) != root:
                found.append(f"forked below {size}")
        return found


def verify(house: House) -> tuple:
    ran = subprocess.run([house.binary, "audit", "verify", "--data", str(house.data)], capture_output=True, text=True)
    return ran.returncode, ran.stdout + ran.stderr


def export(house: House) -> Log:
    ran = subprocess.run([house.binary, "audit", "export", "--data", str(house.data)], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return Log(ran.stdout)


def note_head(note: str) -> tuple:
    lines = note.splitlines()
    return int(lines[1]), base64.b64decode(lines[2])


def look(house: House, token: str, org: str, times: int) -> None:
    for _ in range(times):
        house.send("GET", f"/api/v1/orgs/{org}/members", token=token).ok()


class Scene:
    """A house in which people looked at each other, and a checkpoint that a witness cosigned."""

    def __init__(self) -> None:
        self.witness = Witness("witness.example/one")
        self.house = House({"COURTYARD_AUDIT__WITNESSES": self.witness.vkey()}, dev=True)
        house = self.house
        self.ana = house.sign_up("13800000001", "Ana")
        self.bo = house.sign_up("13800000002", "Bo")
        self.org = house.send("POST", "/api/v1/orgs", COMPANY, self.ana).ok().json()["id"]
        wish = {"phone": "13800000002", "role": "member"}
        invited = house.send("POST", f"/api/v1/orgs/{self.org}/invitations", wish, self.ana).ok().json()["id"]
        house.send("POST", f"/api/v1/invitations/{invited}/accept", {}, self.bo).ok()
        look(house, self.ana, self.org, 3)
        self.first = house.send("GET", "/api/v1/audit/checkpoint").ok().json()["note"]
        self.cosigned = self.witness.cosign(self.first)
        house.send("POST", "/api/v1/audit/cosign", {"note": self.cosigned}).ok()
        look(house, self.bo, self.org, 4)

    def stopped(self) -> pathlib.Path:
        """Ends the house and answers where its log lies."""
        self.house.close()
        beside = self.house.data.with_name(self.house.data.name + ".keys")
        return beside / "access.db"

    def kept(self) -> list:
        return [note_head(self.cosigned)]

    def is_found(self, word: str) -> None:
        code, said = verify(self.house)
        assert code == 1 and word in said, (code, said)
        found = export(self.house).findings(self.kept())
        assert found, "the independent verifier saw nothing"


def change(file: pathlib.Path, work) -> None:
    db = sqlite3.connect(file)
    work(db)
    db.commit()
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def rewrite(db) -> None:
    """Another history of the same length, with every kept hash made to fit."""
    leaf = b"\x01\x01" + bytes(8) + struct.pack(">I", 0)
    db.execute("UPDATE vault_access_leaf SET data = ? WHERE leaf = 1", (leaf,))
    db.execute("DELETE FROM vault_access_entry WHERE leaf = 1")
    rows = db.execute("SELECT data FROM vault_access_leaf ORDER BY leaf").fetchall()
    level, hashes = 0, [sha256(b"\x00" + data) for (data,) in rows]
    db.execute("DELETE FROM vault_access_node")
    while hashes:
        for index, value in enumerate(hashes):
            db.execute("INSERT INTO vault_access_node VALUES (?, ?, ?)", (level, index, value))
        hashes = [sha256(b"\x01" + hashes[at] + hashes[at + 1]) for at in range(0, len(hashes) - 1, 2)]
        level += 1


def truncate(db) -> None:
    size = 2
    db.execute("DELETE FROM vault_access_leaf WHERE leaf >= ?", (size,))
    db.execute("DELETE FROM vault_access_entry WHERE leaf >= ?", (size,))
    db.execute("DELETE FROM vault_access_node WHERE (idx + 1) << level > ?", (size,))


def whole_log() -> None:
    """an untouched log is whole, and pymerkle computes the roots that the house signed"""
    scene = Scene()
    # What is signed stands in the log, where others read it; what is younger may still be in the house's journal.
    scene.house.send("GET", "/api/v1/audit/checkpoint").ok()
    code, said = verify(scene.house)
    assert code == 0 and "of witnesses" in said, said
    log = export(scene.house)
    assert log.findings(scene.kept()) == [] and len(log.leaves) >= 7, len(log.leaves)
    size, root = note_head(scene.first)
    assert log.root(size) == root
    scene.house.remove()


def proofs_hold() -> None:
    """the proofs of the interface are those that pymerkle finds"""
    scene = Scene()
    house, (old, old_root) = scene.house, note_head(scene.first)
    leaf = house.send("GET", "/api/v1/me/openings", token=scene.bo).ok().json()["items"][-1]["leaf"]
    said = house.send("GET", f"/api/v1/audit/proof?old={old}&leaf={leaf}").ok().json()
    log, size, root = export(house), said["size"], base64.b64decode(said["root"])
    assert log.root(size) == root
    data = base64.b64decode(said["leaf"])
    assert log.leaves[leaf][1] == data
    inclusion = log.tree.prove_inclusion(leaf + 1, size)
    verify_inclusion(sha256(b"\x00" + data), root, inclusion)
    told = [base64.b64decode(one) for one in said["inclusion"]]
    known = [one if isinstance(one, bytes) else bytes.fromhex(one) for one in inclusion.path]
    assert set(told) <= set(known) and len(told) == len(known) - 1, "pymerkle's path begins with the leaf itself"
    verify_consistency(old_root, root, log.tree.prove_consistency(old, size))
    assert house.send("GET", "/api/v1/audit/proof?leaf=100000").status == 404
    house.remove()


def only_witnesses() -> None:
    """a note of another log, or of nobody who is a witness, is not taken"""
    scene = Scene()
    stranger = Witness("witness.example/one").cosign(scene.first)
    lines = scene.first.split("\n")
    lines[1] = str(int(lines[1]) + 1)
    for note in [scene.first, stranger, scene.witness.cosign("\n".join(lines)), "nonsense", "x" * 5000]:
        answer = scene.house.send("POST", "/api/v1/audit/cosign", {"note": note})
        assert answer.status == 422 and answer.json()["code"] == "audit.not_cosigned", answer.body
    scene.house.remove()


def edit() -> None:
    """an edited leaf is found by both"""
    scene = Scene()
    edited = b"\x01\x01" + bytes(8) + struct.pack(">I", 0)
    change(scene.stopped(), lambda db: db.execute("UPDATE vault_access_leaf SET data = ? WHERE leaf = 1", (edited,)))
    scene.is_found("leaf 1 was edited")
    scene.house.remove()


def deletion() -> None:
    """a deleted leaf is found by both"""
    scene = Scene()
    change(scene.stopped(), lambda db: db.execute("DELETE FROM vault_access_leaf WHERE leaf = 1"))
    scene.is_found("leaf 1 is missing")
    scene.house.remove()


def truncation() -> None:
    """a truncated log is found by both"""
    scene = Scene()
    change(scene.stopped(), truncate)
    scene.is_found("truncated")
    scene.house.remove()


def fork() -> None:
    """another history with all hashes made to fit is found by both"""
    scene = Scene()
    change(scene.stopped(), rewrite)
    scene.is_found("forked")
    scene.house.remove()


def fork_with_key() -> None:
    """another history that the house signed itself is found by what the witness cosigned"""
    scene = Scene()
    file = scene.stopped()
    change(file, rewrite)
    (file.parent / "checkpoints.log").unlink()
    scene.house.open()
    look(scene.house, scene.ana, scene.org, 1)
    scene.house.close()
    log = export(scene.house)
    assert log.findings([]) == [], "its own checkpoints fit the new history"
    assert log.findings(scene.kept()) == [f"forked below {note_head(scene.first)[0]}"]
    scene.is_found("forked")
    scene.house.remove()


if __name__ == "__main__":
    sys.exit(run([whole_log, proofs_hold, only_witnesses, edit, deletion, truncation, fork, fork_with_key]))
