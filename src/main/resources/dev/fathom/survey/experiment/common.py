# What all experiments in Python begin with: a moment at which Fathom looks, and what the program
# says of itself after that. For CPython 3, PyPy 3 and MicroPython.
import gc
import sys


def say(line):
    sys.stdout.write(line + "\n")
    if hasattr(sys.stdout, "flush"):
        sys.stdout.flush()


def process():
    with open("/proc/self/stat") as stat:
        return int(stat.read().split()[0])


def kernel(file, field):
    """Sums up a field of a file in /proc/self, in bytes."""
    total = 0
    with open("/proc/self/" + file) as text:
        for line in text:
            if line.startswith(field + ":"):
                total += int(line.split()[1]) * 1024
    return total


def stage(name, tell=dict):
    """Waits until Fathom has looked, and says then what `tell` returns."""
    gc.collect()
    say("stage %s %d" % (name, process()))
    if not sys.stdin.readline():
        sys.exit()
    told = tell()
    say(" ".join(["told"] + ["%s=%d" % (key, told[key]) for key in told]))


implementation = sys.implementation
version = getattr(sys, "pypy_version_info", implementation.version)
say("%s %d.%d.%d" % ((implementation.name,) + tuple(version)[:3]))
