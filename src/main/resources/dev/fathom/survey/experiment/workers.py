# Starts further interpreters, forks, or starts threads, each of which does the same work: what does
# each take?
# After Brandon Rhodes, "Python, Linkers, and Virtual Memory", PyCon 2012.
import os
import time

way = sys.argv[1]
count = int(sys.argv[2])
NAMES = 20000

if not hasattr(os, "fork"):
    sys.exit("no processes here")

import json
import subprocess
import threading

names = json.loads(json.dumps(["name %d" % n for n in range(NAMES)]))


def work():
    """Looks at everything, and has something of its own."""
    return [sum(len(name) for name in names), bytearray(b"x" * (1 << 16))]


def own(of):
    total = 0
    with open("/proc/%d/smaps_rollup" % of) as text:
        for line in text:
            if line.startswith("Private_C") or line.startswith("Private_D"):
                total += int(line.split()[1]) * 1024
    return total


def moment(name, newest, seconds):
    say("stage %s %d" % (name, newest))
    if not sys.stdin.readline():
        sys.exit()
    say("told micros=%d own=%d" % (seconds * 1e6, own(newest)))


if way == "worker":
    has = work()
    say("ready")
    sys.stdin.readline()
    sys.exit()

kept = []
gate_read, gate_write = os.pipe()


def started():
    command = [sys.executable, sys.argv[0], "worker", "0"]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    kept.append(child)
    line = b"its title"
    while line != b"ready\n":
        line = child.stdout.readline()
        if not line:
            sys.exit("it does not start another of its kind")
    return child.pid


def forked():
    ready_read, ready_write = os.pipe()
    child = os.fork()
    if not child:
        os.close(gate_write)
        has = work()
        os.write(ready_write, b"ready")
        os.read(gate_read, 1)
        os._exit(len(has) - 2)
    os.close(ready_write)
    os.read(ready_read, 5)
    os.close(ready_read)
    return child


def threaded():
    ready = threading.Event()

    def run():
        has = work()
        ready.set()
        os.read(gate_read, len(has))

    thread = threading.Thread(target=run)
    thread.daemon = True
    thread.start()
    kept.append(thread)
    ready.wait()
    return process()


one_more = {"started": started, "forked": forked, "thread": threaded}[way]
has = work()
own(process())
moment("0", process(), 0)
for number in range(1, count + 1):
    since = time.time()
    newest = one_more()
    moment(str(number), newest, time.time() - since)
