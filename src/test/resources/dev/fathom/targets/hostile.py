"""Chooses names that are markup and script, and holds enough under each for it to be listed.

    hostile.py FILE TYPES

maps FILE, whose name is hostile, too, and has an instance of each of TYPES types. Sleeps until a command
arrives, one a line; each is answered by `done`:

    grow        20,000 more instances of the hostile type, under a hostile key
    quit
"""

import io
import mmap
import os
import sys

SCRIPT = "<script>alert(1)</script>"
QUOTE = '"});//'
LINE = bytearray(4096)


def kind(name):
    made = type(name, (), {"__slots__": ("value",)})
    made.__module__ = name
    return made


scripts = [kind(SCRIPT)() for _ in range(1)]
script_kind = type(scripts[0])
scripts.extend([script_kind() for _ in range(30000)])
quote_kind = kind(QUOTE)
quotes = [quote_kind() for _ in range(30000)]
names = {SCRIPT: ["%0300d" % n for n in range(5000)], QUOTE: [n * 1.5 for n in range(30000)]}
holder = script_kind()
holder.value = [n * 2.5 for n in range(20000)]
module = sys.modules[SCRIPT] = type(sys)(SCRIPT)
module.held = [n * 3.5 for n in range(20000)]
more = {}
many = [kind("Kind%d" % n)() for n in range(int(sys.argv[2]))]
file = open(sys.argv[1], "r+b")
mapped = mmap.mmap(file.fileno(), 0)
touched = sum(bytearray(mapped[at:at + 1])[0] for at in range(0, len(mapped), 4096))
readinto = io.FileIO(0, "r", closefd=False).readinto
os.write(1, ("ready %d\n" % os.getpid()).encode())
while True:
    length = readinto(LINE)
    words = bytes(LINE[:length]).decode("ascii").split()
    if words != ["grow"]:
        os._exit(0)
    more[SCRIPT] = [script_kind() for _ in range(20000)]
    os.write(1, b"done\n")
