# Objects of every sort that Fathom finds in PyPy; commands: "truth" (a forked child says what the
# collector knows, into a file), "q".
import __pypy__
import array
import functools
import gc
import os
import sys
import types
import weakref
import zlib
from collections import ChainMap, OrderedDict, defaultdict, deque

nodes_wanted = int(sys.argv[1])
scratch = sys.argv[2]


class Node(object):
    def __init__(self, value):
        self.value = value
        self.next = None


class Leaf(object):
    pass


class Many(object):
    def __init__(self):
        self.one = Leaf()
        self.two = Leaf()
        self.three = Leaf()
        self.four = Leaf()
        self.five = Leaf()
        self.six = Leaf()
        self.seven = Leaf()


class Slotted(object):
    __slots__ = ('left', 'right')

    def __init__(self):
        self.left = Leaf()
        self.right = [Leaf()]


class Key(object):
    pass


class Derived(list):
    pass


nodes = [Node(number) for number in range(nodes_wanted)]
for first, second in zip(nodes, nodes[1:]):
    first.next = second
cache = {'x': [Leaf(), Leaf(), Leaf(), Leaf()], 'y': {1: Leaf()}, 'z': (Leaf(), Leaf(), Leaf())}
pair = (Leaf(), Leaf())
bunch = {Leaf()}
frozen = frozenset([Leaf()])
many = Many()
slotted = Slotted()
derived = Derived([Leaf()])
derived.extra = Leaf()
queue = deque([Leaf()])
line = deque([None] * 150 + [Leaf()])
values = {'value': Leaf()}.values()
pairs = {'pair': Leaf()}.items()
keys = {Leaf(): 1}.keys()
iterator = iter([Leaf()])
numbered = {7: Leaf(), 8: Leaf()}
mixed = {1.5: Leaf(), 'text': Leaf()}
weak = weakref.WeakValueDictionary()
chained = ChainMap({'chained': Leaf()})
counted = OrderedDict(ordered=Leaf())
default = defaultdict(list, default=[Leaf()])
method = [].append
partial = functools.partial(print, Leaf())
proxy = types.MappingProxyType({'proxied': Leaf()})
view = types.SimpleNamespace(simple=Leaf())
Node.shared = Leaf()
numbers = list(range(300000))
floats = [number * 0.5 for number in range(20000)]
texts = ['text %d' % number for number in range(10000)]
secret = {('key of the user %d' % number): Leaf() for number in range(3)}
block = bytearray(1000000)
raw = array.array('l', range(100000))


def running_on(argument):
    local = [Leaf()]
    yield 1
    yield local, argument


running = running_on(Leaf())
next(running)


def closing():
    free = Leaf()

    def inner(given=Leaf()):
        return free, given

    return inner


closure = closing()
lists = {
    'objects': [Leaf(), Leaf()],
    'integers': [1, 2, 3],
    'floats': [1.5, 2.5],
    'bytes': [b'ab', b'cd'],
    'texts': ['ab', 'cd'],
    'empty': [],
    'both': [1, 2.5],
}
dicts = {
    'texts': {'a': 1},
    'integers': {1: 1, 77: 2},
    'objects': {(1, 2): 1, 1.5: 2},
    'empty': {},
    'identities': {Key(): 1},
    'bytes': {b'xx': 1},
}
sets = {
    'integers': {1, 2},
    'texts': {'a', 'b'},
    'objects': {(1, 2)},
    'empty': set(),
    'identities': {Key()},
    'bytes': {b'ab'},
}
for kind, planted in (('lists', lists), ('dicts', dicts), ('sets', sets)):
    for name in planted:
        print('strategy %s %s %s' % (kind, name, __pypy__.strategy(planted[name])))

def truth():
    child = os.fork()
    if child == 0:
        status = 1
        try:
            stats = gc.get_stats()._s
            with open(scratch + '.stats', 'w') as out:
                for name in ('total_arena_memory', 'total_rawmalloced_memory', 'nursery_size'):
                    out.write('%s %d\n' % (name, getattr(stats, name)))
            with open(scratch + '.types', 'wb') as out:
                out.write(zlib.decompress(gc.get_typeids_z()))
            dump = os.open(scratch + '.dump', os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            gc.dump_rpy_heap(dump)
            os.close(dump)
            status = 0
        finally:
            os._exit(status)
    return os.waitpid(child, 0)[1]


def serve():
    deep = Leaf()
    print('ready %d' % os.getpid(), flush=True)
    for line in sys.stdin:
        command = line.strip()
        if command == 'truth':
            print('done' if truth() == 0 else 'failed', flush=True)
        elif command == 'q':
            return deep


for _ in range(3):
    gc.collect()
serve()
