import subprocess
import sys

PROGRAM = """
from vigie.nodes.memory import tidy_allocator
assert tidy_allocator()
kept = [bytes(20_000) for _ in range(20_000)]
del kept
status = open("/proc/self/status").read()
print(int(status.split("VmRSS:")[1].split()[0]) // 1024)
"""


def test_memory_that_was_freed_goes_back_to_the_system():
    shown = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert int(shown.stdout) < 200, "of 400 MB that were held for a moment"
