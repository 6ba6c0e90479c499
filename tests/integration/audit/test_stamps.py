"""Time stamps by a real authority: `openssl ts`, answering over HTTP on this machine."""

import asyncio
import shutil
import subprocess
import threading
from base64 import b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from vigie.audit import Entry, Journal, Query, Tag, store
from vigie.audit.checkpoint import SigningKey
from vigie.audit.export import export_lines
from vigie.audit.keeper import JournalKeeper
from vigie.audit.stamps import StampChecker, StampClient
from vigie.audit.verify import verify
from vigie.kernel.errors import BadInput, Unavailable
from vigie.kernel.instants import DAY_US
from vigie.testing.audit import fresh_database
from vigie.testing.clock import FakeClock

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")

GAP_DAYS = 122

CONFIG = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
[req]
distinguished_name = name
prompt = no
[name]
CN = Vigie test
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[stamp]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""


def openssl(folder: Path, *words: str, given: bytes | None = None) -> bytes:
    done = subprocess.run(
        ["openssl", *words], cwd=folder, input=given, capture_output=True, check=True, timeout=30
    )
    return done.stdout


def make_authority(folder: Path) -> None:
    (folder / "serial").write_text("01\n")
    (folder / "ts.cnf").write_text(CONFIG.format(folder=folder))
    new = (
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-config",
        "ts.cnf",
        "-days",
        "2",
    )
    openssl(
        folder,
        "req",
        "-x509",
        *new,
        "-extensions",
        "ca",
        "-keyout",
        "ca.key",
        "-out",
        "ca.pem",
        "-subj",
        "/CN=Vigie test root",
    )
    openssl(
        folder,
        "req",
        "-x509",
        *new,
        "-extensions",
        "stamp",
        "-keyout",
        "tsa.key",
        "-out",
        "tsa.pem",
        "-CA",
        "ca.pem",
        "-CAkey",
        "ca.key",
        "-subj",
        "/CN=Vigie test authority",
    )


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tsa")
    make_authority(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            query = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path == "/garbage":
                reply = b"garbage"
            else:
                (folder / "query.tsq").write_bytes(query)
                reply = openssl(folder, "ts", "-reply", "-config", "ts.cnf", "-queryfile", "query.tsq")
            self.send_response(503 if self.path == "/down" else 200)
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", folder / "ca.pem"
    server.shutdown()
    thread.join()
    server.server_close()


async def test_a_stamp_covers_its_message_and_no_other(authority):
    url, ca = authority
    checker = StampChecker(ca)
    stamp = await StampClient(url, checker).stamp(b"checkpoint")
    assert checker.fault(stamp, b"checkpoint") is None
    assert checker.fault(stamp, b"another") is not None
    assert checker.fault(stamp[:-1], b"checkpoint") is not None


async def test_openssl_itself_accepts_the_stamp(authority, tmp_path):
    url, ca = authority
    stamp = await StampClient(url, StampChecker(ca)).stamp(b"checkpoint")
    (tmp_path / "stamp.tsr").write_bytes(stamp)
    (tmp_path / "message").write_bytes(b"checkpoint")
    words = ("ts", "-verify", "-data", "message", "-in", "stamp.tsr", "-CAfile", str(ca))
    await asyncio.to_thread(openssl, tmp_path, *words)


@pytest.mark.parametrize("path", ["/garbage", "/down"])
async def test_an_authority_that_fails_gives_no_stamp(authority, path):
    url, ca = authority
    with pytest.raises(Unavailable):
        await StampClient(url + path, StampChecker(ca)).stamp(b"checkpoint")


async def test_an_authority_that_is_not_there_is_unavailable(authority):
    with pytest.raises(Unavailable):
        await StampClient("http://127.0.0.1:9", StampChecker(authority[1])).stamp(b"checkpoint")


async def test_another_authoritys_stamp_is_refused(authority, tmp_path):
    url, _ = authority
    await asyncio.to_thread(make_authority, tmp_path)
    with pytest.raises(Unavailable):
        await StampClient(url, StampChecker(tmp_path / "ca.pem")).stamp(b"checkpoint")


def test_a_file_without_certificates_is_refused(tmp_path):
    (tmp_path / "ca.pem").write_text("nothing")
    with pytest.raises(BadInput, match="certificates"):
        StampChecker(tmp_path / "ca.pem")


class Kept:
    """A journal that is signed and stamped."""

    def __init__(self, database, folder, authority):
        url, ca = authority
        self.database, self.clock, self.checker = database, FakeClock(), StampChecker(ca)
        self.journal = Journal(self.clock)
        self.key = SigningKey.open_file(folder / "journal.key", "csu/journal")
        stamps = StampClient(url, self.checker)
        self.keeper = JournalKeeper(database, self.journal, self.clock, self.key, stamps)

    async def go_on(self):
        """Write an act, sign; return whether it was stamped."""
        async with self.database.transaction() as tx:
            await self.journal.record(tx, Entry(tag=Tag("test:camera:watched"), actor="marie"))
        await self.keeper.sign()
        return await self.keeper.stamp_due()

    def verify(self, lines):
        return verify(lines, self.key.verifying_key(), stamps=self.checker)


@pytest.fixture
async def kept(authority, tmp_path):
    async with fresh_database("sqlite", tmp_path) as database:
        yield Kept(database, tmp_path, authority)


async def test_one_checkpoint_a_day_is_stamped_and_verified_offline(kept):
    stamped = []
    for _ in range(3):
        stamped.append(await kept.go_on())
        kept.clock.advance(13 * 3600)
    assert stamped == [True, False, True]
    async with kept.database.snapshot() as tx:
        lines = [line async for line in export_lines(tx)]
        assert len(await store.checkpoints(tx)) == 3
    found = kept.verify(lines)
    assert (found.faults, found.stamps) == ([], 2)


async def test_what_is_left_after_three_years_is_proved_by_its_stamps(kept):
    purged = []
    for _ in range(12):  # four years, every four months
        kept.clock.advance(GAP_DAYS * 24 * 3600)
        await kept.go_on()
        purged.append(await kept.keeper.purge())
    assert [each is not None for each in purged] == 9 * [False] + 3 * [True]
    cut = purged[-1].before
    async with kept.database.snapshot() as tx:
        lines = [line async for line in export_lines(tx)]
        [oldest] = (await kept.journal.search(tx, Query(before_seq=cut + 1, limit=1))).entries
        known = await store.checkpoints(tx)
    kept_days = (kept.clock.now() - oldest.at) / DAY_US
    assert kept_days <= 3 * 365 + GAP_DAYS, "entries leave with their checkpoint"
    found = kept.verify(lines)
    assert (found.faults, found.stamps, found.first) == ([], len(known), cut)
    stamp, message = known[0].stamp, known[0].note.encode()
    assert kept.checker.fault(stamp, message) is None, "the checkpoint at the cut keeps its stamp"
    forged = [line.replace(b64encode(stamp), b64encode(known[1].stamp)) for line in lines]
    assert {fault.kind for fault in kept.verify(forged).faults} == {"bad_stamp"}
