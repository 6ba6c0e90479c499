"""A Ceph cluster of one on loopback, from Debian's packages, behind its S3 gateway; it ends with the tests.

One monitor, one OSD that keeps everything in memory, one RADOS gateway. No manager: nothing here asks for
statistics. Authentication inside the cluster is off (loopback only); S3 requests are signed as everywhere.
"""

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.config import Config
from botocore.session import get_session

PROGRAMS = ("ceph", "ceph-mon", "ceph-osd", "monmaptool", "radosgw", "radosgw-admin")
START_S = 120.0
STOP_S = 20.0

_CONF = """\
[global]
fsid = {fsid}
mon host = [v2:127.0.0.1:{v2},v1:127.0.0.1:{v1}]
public addr = 127.0.0.1
auth cluster required = none
auth service required = none
auth client required = none
run dir = {folder}
admin socket = {folder}/$cluster-$name.asok
log file = {folder}/$name.log
err to stderr = true
keyring = {folder}/keyring
ms bind port min = {low}
ms bind port max = {high}
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 4000
mon data avail crit = 1
mon osd nearfull ratio = 0.99
mon osd initial require min compat client = luminous
[mon]
mon data = {folder}/mon
[osd]
osd objectstore = memstore
memstore device bytes = 2147483648
osd data = {folder}/osd
osd journal = {folder}/osd/journal
osd op num shards = 1
osd check max object name len on startup = false
[client]
ms mon client mode = crc
rgw frontends = beast endpoint=127.0.0.1:{s3}
rgw rados pool pg num min = 1
rgw run sync thread = false
rgw enable apis = s3, admin
rgw enable usage log = false
rgw lc debug interval = -1
rgw thread pool size = 32
"""


@dataclass(frozen=True)
class Gateway:
    """Where the gateway listens and who may speak to it."""

    endpoint: str
    access_key: str
    secret_key: str

    def client(self) -> Any:
        """Return a plain client; close it."""
        return get_session().create_client(
            "s3",
            region_name="default",
            endpoint_url=self.endpoint,
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
            config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}),
        )

    def make_bucket(self, name: str, *, lock: bool, versions: bool = False) -> None:
        """Make a bucket, with Object Lock or without."""
        with closing(self.client()) as client:
            client.create_bucket(Bucket=name, ObjectLockEnabledForBucket=lock)
            if versions:
                client.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})

    def delete(self, bucket: str, name: str) -> None:
        """Delete an object as somebody who knows of no versions does: a marker is laid over it."""
        with closing(self.client()) as client:
            client.delete_object(Bucket=bucket, Key=name)


def missing() -> list[str]:
    """Return the programs that are not installed (packages radosgw, ceph-mon, ceph-osd, ceph-common)."""
    return [name for name in PROGRAMS if shutil.which(name) is None]


@contextmanager
def ceph(folder: Path) -> Iterator[Gateway]:
    """Start the cluster and its gateway in `folder`; everything is ended, by process id, on the way out."""
    ports = _free_ports(3)
    low = 6800 + os.getpid() % 300 * 100
    conf = folder / "ceph.conf"
    fsid = str(uuid.uuid4())
    conf.write_text(
        _CONF.format(fsid=fsid, v2=ports[0], v1=ports[1], s3=ports[2], folder=folder, low=low, high=low + 99)
    )
    (folder / "keyring").touch()
    with ExitStack() as stack:
        _monitor(stack, folder, conf, fsid, ports)
        _osd(stack, folder, conf)
        account = _account(conf)
        gateway = stack.enter_context(
            _daemon(folder, "radosgw", "-f", "-c", str(conf), "-n", "client.rgw", name="radosgw")
        )
        endpoint = f"http://127.0.0.1:{ports[2]}"
        _until_answers(endpoint, gateway, folder)
        yield Gateway(endpoint, account["access_key"], account["secret_key"])


def _monitor(stack: ExitStack, folder: Path, conf: Path, fsid: str, ports: list[int]) -> None:
    address = f"[v2:127.0.0.1:{ports[0]},v1:127.0.0.1:{ports[1]}]"
    _call("monmaptool", "--create", "--fsid", fsid, "--addv", "a", address, str(folder / "monmap"))
    _call("ceph-mon", "-c", str(conf), "-i", "a", "--mkfs", "--monmap", str(folder / "monmap"))
    stack.enter_context(_daemon(folder, "ceph-mon", "-f", "-c", str(conf), "-i", "a", name="mon"))


def _osd(stack: ExitStack, folder: Path, conf: Path) -> None:
    (folder / "osd").mkdir()
    name = str(uuid.uuid4())
    number = _call("ceph", "-c", str(conf), "--connect-timeout", "60", "osd", "new", name).strip()
    _call("ceph-osd", "-c", str(conf), "-i", number, "--mkfs", "--osd-uuid", name)
    stack.enter_context(_daemon(folder, "ceph-osd", "-f", "-c", str(conf), "-i", number, name="osd"))


def _account(conf: Path) -> dict[str, str]:
    """Make the S3 account; waits, as every client does, until the OSD serves."""
    answer = _call(
        "radosgw-admin",
        "-c",
        str(conf),
        "-n",
        "client.rgw",
        "user",
        "create",
        "--uid=vigie",
        "--display-name=Vigie",
        "--access-key=VIGIE",
        "--secret-key=vigie-secret",
    )
    keys = json.loads(answer[answer.index("{") :])["keys"][0]
    return {"access_key": keys["access_key"], "secret_key": keys["secret_key"]}


@contextmanager
def _daemon(folder: Path, *command: str, name: str) -> Iterator["subprocess.Popen[bytes]"]:
    with (folder / f"{name}.out").open("wb") as out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    try:
        yield process
    finally:
        process.kill()
        process.wait(timeout=STOP_S)


def _call(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=START_S, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def _until_answers(endpoint: str, gateway: "subprocess.Popen[bytes]", folder: Path) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        if gateway.poll() is not None:
            break
        try:
            with urllib.request.urlopen(endpoint, timeout=5):  # noqa: S310 - our own http://127.0.0.1
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError("the gateway did not start:\n" + (folder / "radosgw.out").read_text()[-4000:])


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
