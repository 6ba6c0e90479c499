import json
import subprocess
import sys

PROGRAM = """
import sys
from pathlib import Path
from vigie.nodes.process import run_process
from vigie.nodes.settings import LogSettings

async def work(stop):
    raise ValueError("the disk is odd\\nand more")

run_process("recorder", Path(sys.argv[1]), LogSettings(), work)
"""


def test_a_process_that_fails_says_why_in_one_line_and_keeps_the_trace_in_its_log(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        check=False,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 1
    [told] = done.stderr.splitlines()
    assert told.endswith("ValueError: the disk is odd")
    logged = json.loads((tmp_path / "recorder.jsonl").read_text())
    assert logged["level"] == "error"
    assert "Traceback" in logged["exception"]
    assert "and more" in logged["exception"]
