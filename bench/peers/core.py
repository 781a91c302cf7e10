"""Has gcore write a core of a process, and says how long that took and for how long the process was held:

  core.py PID FILE

A line, tabs between: gcore, wall seconds, seconds for which somebody traced it. FILE.PID is deleted again.
"""
import os
import re
import subprocess
import sys
import time

POLL_SECONDS = 0.001


def is_traced(process):
    with open("/proc/%s/status" % process) as status:
        return re.search(r"^TracerPid:\t0$", status.read(), re.M) is None


process, file = sys.argv[1:]
quiet = subprocess.DEVNULL
begin = time.perf_counter()
writer = subprocess.Popen(["gcore", "-o", file, process], stdin=quiet, stdout=quiet, stderr=quiet)
first = last = None
while writer.poll() is None:
    if is_traced(process):
        last = time.perf_counter()
        first = first or last
    time.sleep(POLL_SECONDS)
wall = time.perf_counter() - begin
try:
    os.unlink("%s.%s" % (file, process))
except FileNotFoundError:
    sys.exit(1)
print("gcore\t%.3f\t%.3f" % (wall, last - first if first else 0))
