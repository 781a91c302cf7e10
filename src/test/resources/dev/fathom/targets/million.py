"""A target that holds N objects of its own classes and a bit of everything else.

    million.py [N]

Half of the N (default 1,000,000) are `Node`s, which have a `__dict__`; half are `Point`s, which
have `__slots__` (an odd one is a `Node`). Around them are the built-in types in sizes below and
above the limits that matter: 512 bytes (where CPython's own allocator ends) and 128 KiB (where
malloc begins to use mmap). Everything is held by global variables, named for what they hold, and by the
local variables of two parked threads; only 20 `Orphan`s, in cycles, are held by nothing.
"""

import array
import collections
import datetime
import decimal
import functools
import gc
import mmap
import sys
import threading
import weakref

import truth

KIB = 1024


class Node(object):
    """Has a dict: four attributes, of which the first objects get a fifth, `note`."""

    def __init__(self, name, value, parent, tags):
        self.name = name
        self.value = value
        self.parent = parent
        self.tags = tags

    def describe(self):
        return self.name


class Point(object):
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y


class Marker(Point):
    """Slots from its base, a dict of its own and a list of weak references."""


class Settings(dict):
    pass


class Playlist(list):
    pass


class Label(str):
    pass


class Registered(type):
    """A metaclass that remembers its classes."""

    members = []

    def __init__(cls, name, bases, namespace):
        super(Registered, cls).__init__(name, bases, namespace)
        Registered.members.append(cls)


Plugin = Registered("Plugin", (object,), {"limit": 10 ** 30})
City = collections.namedtuple("City", ["name", "people"])


class Orphan(object):
    """Only ever found in cycles that nothing else refers to."""


def make_nodes(count):
    tags = ("shared", "by", "all")
    parent = None
    for i in range(count):
        node = Node("node-%07d" % i, 1000003 * (i + 1), parent, tags)
        if i % 10 == 0:
            parent = node
        yield node


def make_texts(alphabet, count):
    """Strings of 1 to 48 characters, of 600 to 6,000 and of more than 200 Ki of them."""
    return {
        "short": [alphabet * (1 + i % 24) + alphabet[:1] * (i % 2) for i in range(count)],
        "long": [alphabet * (300 + i % 2700) for i in range(count // 10 + 1)],
        "huge": [alphabet * (101 * KIB + i) for i in range(2)],
    }


def make_adder(step, history):
    def add(value):
        history.append(value)
        return value + step

    return add


def count_from(start):
    kept = ["held", "by", "a", "suspended", "generator", start]
    while kept:
        yield start
        start += 1


def park(name, size, parked, never):
    only_here = [name + "-%d" % i for i in range(size)]
    text = name * 1000
    parked.release()
    never.wait()
    return only_here, text


def start_threads(count):
    parked = threading.Semaphore(0)
    never = threading.Event()
    started = []
    for i in range(count):
        thread = threading.Thread(target=park, args=("parked-%d" % i, 100 * (i + 1), parked, never))
        thread.daemon = True
        thread.start()
        started.append(thread)
    for _ in started:
        parked.acquire()
    return started, never


def caught(message):
    local_of_a_traceback = [message] * 3
    try:
        raise ValueError(message, len(local_of_a_traceback))
    except ValueError as error:
        return error


def make_orphans(count):
    for _ in range(count):
        left, right = Orphan(), Orphan()
        left.other, right.other = right, left


def suspended_coroutine():
    """A coroutine before its first step (3.5 and later; None before)."""
    if sys.version_info < (3, 5):
        return None
    namespace = {}
    exec("async def fetch(address):\n    return address\n", namespace)
    return namespace["fetch"]("localhost")


size = int(sys.argv[1]) if len(sys.argv) > 1 else 1000000
some = size // 50 + 1

nodes = list(make_nodes(size - size // 2))
points = [Point(i + 0.25, -i - 0.5) for i in range(size // 2)]
index_by_name = {node.name: node for node in nodes}
for node in nodes[:100]:
    node.note = "materialised %s" % node.name
    vars(node)
markers = [Marker(i, i) for i in range(50)]
for marker in markers[::2]:
    marker.colour = "red"

ascii_texts = make_texts(u"ab", some)
latin1_texts = make_texts(u"\u00e9\u00fc", some)
ucs2_texts = make_texts(u"\u0416\u4e2d", some)
ucs4_texts = make_texts(u"\U0001f40d\U0001f41f", some // 4)
blobs = {
    "short": [b"%d" % i if sys.version_info >= (3, 5) else str(i).encode() for i in range(some)],
    "long": [b"\x00\xff" * (400 + i % 1000) for i in range(some // 10 + 1)],
    "huge": [b"\x7f" * (300 * KIB + i) for i in range(2)],
}
buffers = [bytearray(16 * i) for i in range(100)] + [bytearray(400 * KIB)]
views = [memoryview(buffers[-1])[i:] for i in range(10)]
numbers = array.array("d", range(10000))

records = [{"id": 10 ** 6 + i, "label": "record %d" % i, "ratio": i / 7.0} for i in range(some)]
mixed_keys = {1: "int", 2.5: "float", ("a", 1): "tuple", None: "none", b"b": "bytes"}
emptied = {i: str(i) for i in range(1000)}
for i in range(990):
    del emptied[i]
rows = [[i, i + 1, str(i)] for i in range(some)]
long_row = [None] * 100000
pairs = [(10 ** 9 + i, float(i)) for i in range(some)]
integers = [(1 << (i % 200)) + i for i in range(some)]
floats = [i * 0.1 for i in range(some)]
complexes = [complex(i, -i) for i in range(100)]
sets = [set(range(10 ** 6, 10 ** 6 + i % 40)) for i in range(some // 5 + 1)]
frozen = frozenset("frozen-%d" % i for i in range(1000))
recent = collections.deque(("event-%d" % i for i in range(1000)), maxlen=500)
ordered = collections.OrderedDict(("key-%d" % i, i) for i in range(200))
tallies = collections.Counter("mississippi")
grouped = collections.defaultdict(list)
for i in range(300):
    grouped[i % 7].append(i)

settings = Settings(colour="blue", limit=10 ** 12)
settings.origin = "attribute of a dict subclass"
playlist = Playlist(["first", "second"])
playlist.owner = "attribute of a list subclass"
label = Label("text of a str subclass")
label.language = "en"
cities = [City("city-%d" % i, 10 ** 6 + i) for i in range(200)]
moments = [datetime.datetime(2001, 1, 1 + i) for i in range(28)]
times = [datetime.time(i) for i in range(24)]
prices = [decimal.Decimal(i) / 7 for i in range(100)]

history = []
adders = [make_adder(step, history) for step in range(100)]
partials = [functools.partial(max, i, key=None) for i in range(50)]
methods = [node.describe for node in nodes[:50]]
generators = [count_from(10 ** 7 + i) for i in range(20)]
first_numbers = [next(generator) for generator in generators]
coroutine = suspended_coroutine()
referrers = [weakref.ref(node) for node in nodes[:50]]
by_weak_key = weakref.WeakKeyDictionary((node, node.name) for node in nodes[:50])
error = caught("kept with its traceback")
circle = []
circle.append(circle)
anonymous_map = mmap.mmap(-1, 1024 * KIB)
anonymous_map.write(b"\x01" * (512 * KIB))
empty_containers = [[], {}, (), set(), frozenset(), u"", b""]

threads, never = start_threads(2)
gc.collect()
make_orphans(10)

if __name__ == "__main__":
    truth.serve()
