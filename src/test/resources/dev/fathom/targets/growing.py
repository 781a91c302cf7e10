"""A target that grows by steps that are known. Sleeps until a command arrives, one a line; each is answered by `done`:

    leak N      N more `Leak`s in the list `leaked`, whose room was made at the start
    cache N     N more strings in the dict `cache`
    begin N     a list that did not exist, `begun`, of N `Leak`s
    forget      the list `doomed`, of 2,000 strings, goes
    expire N    N strings of `cache`, the oldest, go, and twice as many come
    compile N   N functions are compiled, with names of their own, and kept in `compiled`
    fragment N  the strings of the list `kept` are replaced by as many of the same size, each with a hole of N bytes before it
    quit
"""

import io
import os
import sys


class Leak(object):
    __slots__ = ("number",)

    def __init__(self, number):
        self.number = number


MOST = 200000
numbers = [10 ** 6 + i for i in range(MOST)]
leaked = [None] * MOST
used = [0]
cache = {}
used_keys = [10 ** 7]
compiled = []
doomed = ["doomed %0100d" % i for i in range(2000)]
kept = ["kept %0600d" % i for i in range(20000)]
LINE = bytearray(4096)


def leak(count):
    start = used[0]
    for i in range(start, start + count):
        leaked[i] = Leak(numbers[i])
    used[0] = start + count


def fill(count):
    start = len(cache)
    for i in range(start, start + count):
        cache["key %08d" % i] = "value %0200d" % i


def expire(count):
    for key in sorted(cache)[:count]:
        del cache[key]
    first = used_keys[0]
    used_keys[0] += 2 * count
    for i in range(first, first + 2 * count):
        cache["key %08d" % i] = "value %0200d" % i


def compile_them(count):
    first = len(compiled)
    for i in range(first, first + count):
        made = {}
        text = "def function_%d(argument_%d):\n    return argument_%d.attribute_%d\n" % (i, i, i, i)
        exec(compile(text, "text", "exec"), made)
        compiled.append(made["function_%d" % i])


def begin(count):
    global begun
    begun = [Leak(numbers[i]) for i in range(count)]


def fragment(size):
    holes = [None] * len(kept)
    fresh = [None] * len(kept)
    for i in range(len(kept)):
        holes[i] = bytearray(size)
        fresh[i] = "kept %0600d" % (i + 1)
    for i in range(len(kept)):
        kept[i] = fresh[i]


def obey(words):
    if words[0] == "leak":
        leak(int(words[1]))
    elif words[0] == "cache":
        fill(int(words[1]))
    elif words[0] == "expire":
        expire(int(words[1]))
    elif words[0] == "compile":
        compile_them(int(words[1]))
    elif words[0] == "begin":
        begin(int(words[1]))
    elif words[0] == "forget":
        del globals()["doomed"]
    elif words[0] == "fragment":
        fragment(int(words[1]))
    else:
        os._exit(0)


readinto = io.FileIO(0, "r", closefd=False).readinto
# What functions make when they run for the first time is not what the test is about.
leak(1), fill(1), fragment(10), fragment(10)
# Names that only the cache of attributes holds go when another takes the slot, which is an accident of addresses: names
# of what `site` has run, on a machine with setuptools.
if sys.version_info < (3, 13):
    sys._clear_type_cache()
os.write(1, ("ready %d\n" % os.getpid()).encode())
while True:
    length = readinto(LINE)
    if not length:
        os._exit(0)
    obey(bytes(LINE[:length]).decode("ascii").split())
    os.write(1, b"done\n")
