"""Sequences of numbers and texts that are objects each, or what Fathom says that they could be instead.

Says `rss BYTES`, as the kernel has it of this process, and serves (see truth.py).

    packing.py floats|ints|texts|tuple          one sequence, nothing else refers to its items
    packing.py rows                             a thousand of them
    packing.py floats|ints|texts|tuple|rows one what the same takes in one object, or in one for each row
    packing.py shared                           one, whose items a second one refers to
    packing.py mixed                            one with items of two types
"""

import array
import sys

import truth

MANY = 300000


def floats(count):
    for number in range(count):
        yield number + 0.5


def ints():
    for number in range(MANY):
        yield number + 1000000


def texts():
    for number in range(MANY):
        yield "text number %d" % number


def mixed():
    for number in range(MANY):
        yield number + 0.5 if number % 2 else str(number)


def one_text():
    whole = bytearray()
    for text in texts():
        whole += text.encode() + b"\n"
    return whole.decode()


WAYS = {
    "floats": lambda: list(floats(MANY)),
    "ints": lambda: list(ints()),
    "texts": lambda: list(texts()),
    "tuple": lambda: tuple(floats(MANY)),
    "rows": lambda: [list(floats(MANY // 1000)) for row in range(1000)],
    "shared": lambda: list(floats(MANY)),
    "mixed": lambda: list(mixed()),
}

IN_ONE = {
    "floats": lambda: array.array("d", floats(MANY)),
    "ints": lambda: array.array("q", ints()),
    "texts": one_text,
    "tuple": lambda: array.array("d", floats(MANY)),
    "rows": lambda: [array.array("d", floats(MANY // 1000)) for row in range(1000)],
}


def rss():
    with open("/proc/self/smaps") as mappings:
        return sum(int(line.split()[1]) * 1024 for line in mappings if line.startswith("Rss:"))


name = sys.argv[1]
kept = (WAYS if len(sys.argv) == 2 else IN_ONE)[name]()
if name == "shared":
    other = list(kept)
print("rss %d" % rss())
sys.stdout.flush()
truth.serve()
