"""`vigie bench archive --json`: its output is one JSON object, whatever the centre in it has to say."""

import json
import subprocess

from vigie.nodes.child import vigie_command


def test_a_small_index_is_measured_and_told_as_json():
    command = vigie_command("bench", "archive", "--rows", "3000", "--json")
    told = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=300).stdout)
    assert told["ours"]["segments"] >= 1_400  # odd cameras miss an hour of each day
    assert set(told["targets"]) == {
        "timeline_store_p95_ms",
        "timeline_http_p95_ms",
        "due_p95_ms",
        "seek_p95_ms",
        "destruction_cores",
    }
