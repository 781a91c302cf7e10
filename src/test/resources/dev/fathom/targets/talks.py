"""What the talks about memory make, small: each value and structure that they look at, by the name that it has there.

    talks.py FILE

FILE is made, and mapped. Two threads wait. Sleeps as `truth.py` says.
"""

import array
import gc
import mmap
import sys
import threading

import truth

gc.disable()

# Python, Linkers, and Virtual Memory: a list, memory that children will share, a file as an array, threads
biglist = ["foo"]
for n in range(1, 30000):
    biglist.append(n)
segment = mmap.mmap(-1, 8 * 4096)
segment[0] = 7
with open(sys.argv[1], "wb") as made:
    made.write(b"m" * 8 * 4096)
myfile = open(sys.argv[1], "r+b")
mapped = mmap.mmap(myfile.fileno(), 0)
first = mapped[0]
held = threading.Event()
threads = [threading.Thread(target=held.wait, daemon=True) for _ in range(2)]
for thread in threads:
    thread.start()


# The Memory Chronicles
def myFoo():
    return Foo()


class Foo(object):
    def __init__(self):
        self.name = "foo"


one = 1
ten = 10 ** 10
hundred = 10 ** 100
letter = "a"
question = "gotmemory?"
literal = [1]
appended = []
appended.append(1)
x = int("300")
y = x
ring = [1, 2, 3]
ring.append(ring)
lost = [Foo() for _ in range(50)]
for foo in lost:
    foo.itself = foo
del lost, foo
foos = [myFoo() for _ in range(100)]
identifier = "python"
few = 250

# Memory debugging and defragmentation: a script that leaves holes, numbers as a list and as an array
l = []
for i in range(1, 100):
    ll = [" " * i * 16 for j in range(10000 // i)]
    ll = ll[::2]
    l.extend(ll)
numbers = [float(n) for n in range(5000)]
packed = array.array("d", numbers)

print("ten", id(ten))
sys.stdout.flush()
truth.serve()
