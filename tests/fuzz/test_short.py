"""A short run of the fuzzer, the same one each time; `run.py --seconds 600` is the long one."""

import json
import subprocess
import sys
from pathlib import Path

RUN = Path(__file__).parent / "run.py"


def test_a_short_run_finds_nothing():
    command = [sys.executable, str(RUN), "--executions", "300", "--seed", "7"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3_000:] + done.stderr[-3_000:]
    report = json.loads(done.stdout)
    assert set(report["by_target"].values()) == {300}
