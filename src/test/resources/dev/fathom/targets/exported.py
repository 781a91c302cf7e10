"""Objects of which it is known who keeps them, and names that try to break what they are written into.

Says before it is ready, a line each: `count TYPE N` for how many instances of a class there are.
"""

import sys

import truth


class Session(object):
    def __init__(self, number):
        self.user = "user %d" % number
        self.items = [float(number)]


class Link(object):
    __slots__ = ("next", "load")


class Tree(object):
    __slots__ = ("left", "right")


def chain(length):
    first = None
    for i in range(length):
        link = Link()
        link.next = first
        link.load = bytearray(100)
        first = link
    return first


def tree(depth):
    made = Tree()
    made.left = tree(depth - 1) if depth else None
    made.right = tree(depth - 1) if depth else None
    return made


SESSIONS = 4000
LINKS = 3000
DEPTH = 9
sessions = {"key %d" % i: Session(i) for i in range(SESSIONS)}
rows = [{"id": float(i), "title": "title %d" % i} for i in range(3000)]
head = chain(LINKS)
root = tree(DEPTH)

EVIL = [
    "a;b c\n\r\t\"'\\`$(x)",
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>]]>&#0;",
    u"\u202eevil",
    u"\u0000\ud800\U0001f600",
    "..\u2028/../%s%n",
]
evil = {}
for name in EVIL + ["x" * 1000000, u"\U0001f600" * 300000]:
    kind = type(name.replace("\0", "") if name.isascii() else "Kind", (), {})
    held = kind()
    setattr(held, name, bytearray(50000))
    evil[name] = [held, bytearray(20000)]
    setattr(sys.modules["__main__"], name, bytearray(30000))
long_type = type("T" * 1000000, (), {})
long_ones = [long_type() for i in range(100)]

setattr(sys.modules["__main__"], "v" * 150, {"w" * 150: [bytearray(40000)]})

print("count __main__.Session %d" % SESSIONS)
print("count __main__.Link %d" % LINKS)
print("count __main__.Tree %d" % (2 ** (DEPTH + 1) - 1))
sys.stdout.flush()
truth.serve()
