# A MicroPython program that knows how many objects of each sort it has. It says so, prints what
# micropython.mem_info() says, and sleeps until its standard input ends.
#
# After mem_info it allocates nothing, and mem_info itself nothing either: what it says is what is
# there when it sleeps. Commands are single letters:
#   c  collects, and writes gc.mem_alloc() after that into the file named by its last argument
import collections
import gc
import micropython
import sys


class Node:
    def __init__(self, number):
        self.number = number
        self.next = None


class Leaf:
    pass


class Odd(ValueError):
    pass


class Derived(list):
    pass


Pair = collections.namedtuple("Pair", ("left", "right"))
NODES = int(sys.argv[1])
GARBAGE = int(sys.argv[2])
SCRATCH = sys.argv[3]


def generator(argument):
    kept = [Leaf()]
    yield argument
    yield kept


def outer():
    captured = Leaf()

    def inner(value=Leaf()):
        return captured, value

    return inner


nodes = [Node(number) for number in range(NODES)]
for node in nodes[1:]:
    node.next = nodes[0]
node = None
cache = {"x": [Leaf(), Leaf(), Leaf(), Leaf()], 7: Leaf(), "made" + str(NODES): Leaf()}
ordered = collections.OrderedDict()
ordered["first"] = Leaf()
ordered["second"] = {"deep": (1, Leaf())}
bunch = set([Leaf()])
pair = Pair(Leaf(), 2)
running = generator(Leaf())
next(running)
closure = outer()
queue = collections.deque((), 4)
queue.append(Leaf())
odd = Odd(Leaf())
derived = Derived()
derived.append(Leaf())
method = nodes[0].__init__
large = 1 << 200
text = "text " * 200
raw = bytearray(1000)
view = memoryview(raw)
floats = [number / 7 for number in range(100)]
LEAVES = 18


def litter():
    for _ in range(GARBAGE):
        ring = Leaf()
        ring.me = [ring]


def serve(stdin, byte, ready):
    gc.collect()
    litter()
    local = Leaf()
    byte[0] = 0
    micropython.mem_info()
    print(ready)
    while stdin.readinto(byte):
        if byte[0] == 99:
            gc.collect()
            used = gc.mem_alloc()
            with open(SCRATCH, "w") as file:
                file.write(str(used))
            print("done")
    return local


with open("/proc/self/stat") as stat:
    pid = stat.read().split()[0]
print("planted __main__.Node", NODES)
print("planted __main__.Leaf", LEAVES + GARBAGE)
print("planted __main__.Odd", 1)
print("planted __main__.Derived", 1)
print("planted Pair", 1)
print("planted float", 100)
print("planted set", 1)
print("planted OrderedDict", 1)
print("planted deque", 1)
print("planted memoryview", 1)
serve(sys.stdin.buffer, bytearray(1), "ready " + pid)
