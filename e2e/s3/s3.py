"""A house whose files lie in S3: put, read, replaced, removed; sealed there, and gone when they are gone.
Backups go to two buckets of the same store, and the house comes back from them.

Prints `ok NAME` or `FAILED NAME`.
"""

import os
import pathlib
import shutil
import struct
import subprocess
import sys
import time
import zlib

import boto3
from moto.server import ThreadedMotoServer

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "kit"))
from house import House, run  # noqa: E402

KEY, SECRET, BUCKET = "house", "a secret of the store", "courtyard"
ARCHIVES, SAFE = "courtyard-archives", "courtyard-safe"


def png(pixels: int) -> bytes:
    """A picture with that many bytes of pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"\x07" * pixels) + chunk(b"IEND", b"")


class Store:
    """moto's S3 on loopback."""

    def __init__(self) -> None:
        self.server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self.server.start()
        host, port = self.server.get_host_and_port()
        self.address = f"http://{host}:{port}"
        access = {"aws_access_key_id": KEY, "aws_secret_access_key": SECRET, "region_name": "cn-north-1"}
        self.client = boto3.client("s3", endpoint_url=self.address, **access)
        place = {"LocationConstraint": "cn-north-1"}
        for bucket in (BUCKET, ARCHIVES, SAFE):
            self.client.create_bucket(Bucket=bucket, CreateBucketConfiguration=place)

    def settings(self) -> dict:
        return {
            "COURTYARD_FILES__S3_ENDPOINT": self.address,
            "COURTYARD_FILES__S3_PLACE": "CN",
            "COURTYARD_FILES__S3_BUCKET": BUCKET,
            "COURTYARD_FILES__S3_REGION": "cn-north-1",
            "COURTYARD_FILES__S3_KEY_ID": KEY,
            "COURTYARD_FILES__S3_SECRET": SECRET,
            "COURTYARD_BACKUP__S3_ENDPOINT": self.address,
            "COURTYARD_BACKUP__PLACE": "CN",
            "COURTYARD_BACKUP__S3_BUCKET": ARCHIVES,
            "COURTYARD_BACKUP__S3_KEYS_BUCKET": SAFE,
            "COURTYARD_BACKUP__S3_REGION": "cn-north-1",
            "COURTYARD_BACKUP__S3_KEY_ID": KEY,
            "COURTYARD_BACKUP__S3_SECRET": SECRET,
            "COURTYARD_BACKUP__EVERY_HOURS": "0",
        }

    def names(self, bucket: str = BUCKET) -> list[str]:
        return [item["Key"] for item in self.client.list_objects_v2(Bucket=bucket).get("Contents", [])]

    def empty(self, bucket: str) -> None:
        for name in self.names(bucket):
            self.client.delete_object(Bucket=bucket, Key=name)

    def bytes(self, name: str) -> bytes:
        return self.client.get_object(Bucket=BUCKET, Key=name)["Body"].read()


def until(holds, what: str) -> None:
    """Jobs run at least every second; a minute is the bound."""
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.1)


STORE = Store()
HOUSE = House(STORE.settings(), dev=True)
ANA = HOUSE.sign_up("13800138000", "Ana")


def put(bytes_: bytes) -> None:
    HOUSE.send("PUT", "/api/v1/me/avatar", bytes_, ANA, "image/png").ok()


def put_and_read() -> None:
    """A picture is put into the bucket, sealed, and read back whole."""
    picture = png(300 * 1024)
    put(picture)
    names = STORE.names()
    assert len(names) == 1, names
    resting = STORE.bytes(names[0])
    assert len(resting) > len(picture), "each piece has its seal"
    assert b"\x07" * 8 not in resting and b"PNG" not in resting, "it rests sealed"
    assert "13800138000" not in names[0] and "person" not in names[0], "its name says nothing"
    own = HOUSE.send("GET", "/api/v1/me/avatar", token=ANA).ok()
    assert own.body == picture, "the same bytes"
    assert not (HOUSE.data / "files").exists(), "no folder of files beside it"


def replace() -> None:
    """The picture before is gone from the bucket once another is put."""
    before = STORE.names()
    put(png(10))
    until(lambda: len(STORE.names()) == 1 and STORE.names() != before, "the one before lies there still")


def changed_there() -> None:
    """What somebody changed in the bucket is refused, and no file is taken for another."""
    name = STORE.names()[0]
    whole = STORE.bytes(name)
    STORE.client.put_object(Bucket=BUCKET, Key=name, Body=whole[:-1] + bytes([whole[-1] ^ 1]))
    assert HOUSE.send("GET", "/api/v1/me/avatar", token=ANA).status == 500
    STORE.client.put_object(Bucket=BUCKET, Key=name, Body=whole)
    HOUSE.send("GET", "/api/v1/me/avatar", token=ANA).ok()


def survives() -> None:
    """After a restart the files are where they were."""
    HOUSE.close()
    HOUSE.open()
    HOUSE.send("GET", "/api/v1/me/avatar", token=ANA).ok()


def command(*words: str) -> subprocess.CompletedProcess:
    return subprocess.run([HOUSE.binary, *words], env=HOUSE.environment, capture_output=True, text=True, timeout=120)


def back_up() -> None:
    """Beside the running house, into two buckets: archives in one, keys and erasure list in the other, all sealed."""
    ran = command("backup", "--data", str(HOUSE.data))
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert len(STORE.names(ARCHIVES)) == 1 and STORE.names(ARCHIVES)[0].startswith("courtyard-"), STORE.names(ARCHIVES)
    assert sorted(STORE.names(SAFE)) == ["erasures.cye", "keys.cya"], STORE.names(SAFE)
    for bucket in (ARCHIVES, SAFE):
        for name in STORE.names(bucket):
            bytes_ = STORE.client.get_object(Bucket=bucket, Key=name)["Body"].read()
            assert b"Ana" not in bytes_ and b"13800138000" not in bytes_, f"{name} rests sealed"


def bring_back() -> None:
    """On a bare machine, from the two buckets and the master key alone; what is missing there is said."""
    master = HOUSE.data / "keys" / "master.key"
    if not master.exists():
        master = next(HOUSE.folder.rglob("master.key"))
    key = HOUSE.folder / "kept.key"
    shutil.copy(master, key)
    os.chmod(key, 0o600)
    HOUSE.close()
    before = STORE.names()
    STORE.empty(BUCKET)
    bare = HOUSE.folder / "bare"
    words = ("restore", "--key", str(key), "--data", str(bare))
    none = command(*words, "--archive", "courtyard-20200101T000000-00000000.cya")
    assert none.returncode != 0 and "restore.absent" in none.stderr and not bare.exists(), none.stderr
    ran = command(*words)
    assert ran.returncode == 0 and "is back" in ran.stdout, ran.stderr[-2000:]
    assert sorted(STORE.names()) == sorted(before), "the files lie in their bucket again"
    HOUSE.data = bare
    HOUSE.open()
    HOUSE.send("GET", "/api/v1/me/avatar", token=ANA).ok()
    assert HOUSE.send("GET", "/api/v1/me", token=ANA).ok().json()["name"] == "Ana"


def remove() -> None:
    """What is removed is gone from the bucket."""
    HOUSE.send("DELETE", "/api/v1/me/avatar", token=ANA).ok()
    until(lambda: not STORE.names(), "it lies there still")
    assert HOUSE.send("GET", "/api/v1/me/avatar", token=ANA).status == 404


def gone() -> None:
    """A store that is gone is a fault of ours, told as one; nothing is taken as stored."""
    STORE.server.stop()
    assert HOUSE.send("PUT", "/api/v1/me/avatar", png(10), ANA, "image/png").status == 500
    assert HOUSE.send("GET", "/api/v1/me", token=ANA).ok().json()["avatar"] is None
    assert SECRET not in HOUSE.said(), "the log keeps the secret"


FAILED = run([put_and_read, replace, changed_there, survives, back_up, bring_back, remove, gone])
HOUSE.remove()
sys.exit(1 if FAILED else 0)
