"""A target that drops what a variable holds when it is told to.

    dropped.py strings|mapped|small|interleaved|scattered|table|halves|mixed|joint|typed|pinned

Says `ready PID` and sleeps; then obeys one command a line, and answers `done`: `drop` (deletes `cache`, and `old`
where there is one) and `trim` (malloc_trim(0), where the C library has it). What it keeps is in `index`.

strings      strings of 20 kB side by side, in chunks of malloc
mapped       strings of 1 MB, each in a mapping of its own
small        many short strings, in pools
interleaved  buffers of 3,000 bytes, between each two one of 700 bytes that stays
scattered    short strings, of which every hundredth stays
table        the same as small, in a dict, which frees its values from the first to the last
halves       buffers of 600 bytes, of which a thread keeps some for itself when it frees them
mixed        buffers of 500 bytes to 400 kB
joint        strings that two lists hold
pinned       every five-hundredth of buffers of 3,000 bytes, whose neighbours are gone
typed        objects of one type in a list, each with a buffer of 30,000 bytes
"""

import os
import sys

try:
    import ctypes

    release = ctypes.CDLL(None).malloc_trim
except (ImportError, AttributeError, OSError):
    release = None

kind = sys.argv[1]
cache = []
index = []
if kind == "strings":
    cache = ["x" * 20000 for each in range(2000)]
elif kind == "mapped":
    cache = ["x" * 1000000 for each in range(40)]
elif kind == "small":
    cache = ["a short string %d" % each for each in range(400000)]
elif kind == "interleaved":
    for each in range(10000):
        cache.append(bytes(bytearray(3000)))
        index.append(bytes(bytearray(700)))
elif kind == "scattered":
    cache = ["a short string %d" % each for each in range(400000)]
    index = cache[::100]
elif kind == "table":
    cache = {each: "a short string %d" % each for each in range(400000)}
elif kind == "halves":
    cache = [bytes(bytearray(600)) for each in range(20000)]
elif kind == "mixed":
    cache = [bytes(bytearray(500 + each * 7919 % 400000)) for each in range(300)]
elif kind == "joint":
    cache = ["x" * 20000 for each in range(1000)]
    old = list(cache)
elif kind == "pinned":
    all_of_them = [bytes(bytearray(3000)) for each in range(20000)]
    cache = all_of_them[499::500]
    del all_of_them
elif kind == "typed":

    class Cart(object):
        def __init__(self):
            self.body = bytes(bytearray(30000))

    cache = [Cart() for each in range(1000)]
else:
    sys.exit(__doc__)

variables = globals()
reply = "ready %d\n" % os.getpid()
os.write(1, reply.encode())
while True:
    command = os.read(0, 100)
    if not command:
        os._exit(0)
    if command == b"drop\n":
        variables.pop("cache", None)
        variables.pop("old", None)
    elif command == b"trim\n":
        release(0)
    os.write(1, b"done\n")
