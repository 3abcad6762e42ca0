"""Runs a program and prints what it took, as JSON: measured.py LOG SECONDS PROGRAM [ARGUMENT…]

What it says goes to the file LOG. After so many seconds it is ended, with all that it started. The
figures are those of the system for the program and for the children that it waited for.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time

log, limit, *command = sys.argv[1:]
late = threading.Event()

with open(log, "wb") as said:
    started = time.monotonic()
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True
    )


def end():
    late.set()
    os.killpg(process.pid, signal.SIGKILL)


# Waiting with a time limit would look again and again, and find the end too late.
timer = threading.Timer(float(limit), end)
timer.start()
_, status, used = os.wait4(process.pid, 0)
wall = time.monotonic() - started
timer.cancel()
print(
    json.dumps(
        {
            "code": os.waitstatus_to_exitcode(status),
            "late": late.is_set(),
            "wall": wall,
            "user": used.ru_utime,
            "system": used.ru_stime,
            "peak": used.ru_maxrss * 1024,
        }
    )
)
