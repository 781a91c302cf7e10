"""A pre-forking server whose workers each write to its memory for one reason, for PyPy.

    pypy_writers.py N ACTION...

The parent holds N instances that stay, N of another class that lie among N / 3 others, and N
numbers without an object each. The actions of a worker, after which it sleeps until its parent
ends:

    idle       nothing
    collect    gc.collect(): marks each object, and takes the mark away again
    replace    gives each instance another value, one that exists already
    numbers    writes other numbers
    drop       forgets the N of the other class, but not what lies among them, and collects
    make       makes new objects, in memory that was in use before

`later` as the last action is the parent's own: it collects when its workers sleep.

Says `pages TYPE PAGES` of instances and numbers, on how many pages they lie (an old object's
identity is its address); `child ACTION PID` for each worker; then `ready PID`.
"""

import gc
import os
import sys


class Node(object):
    def __init__(self, value):
        self.value = value


class Dropped(object):
    def __init__(self, value):
        self.value = value


class Kept(object):
    def __init__(self, value):
        self.value = value


def act(action):
    if action == "collect":
        gc.collect()
    elif action == "replace":
        for node in nodes:
            node.value = nodes
    elif action == "numbers":
        for at in range(size):
            numbers[at] = at + 1000
    elif action == "drop":
        mixed[:] = [each for each in mixed if type(each) is Kept]
        gc.collect()
    elif action == "make":
        for at in range(size):
            Node(nodes)


def serve():
    print("ready %d" % os.getpid())
    sys.stdout.flush()
    sys.stdin.readline()


size = int(sys.argv[1])
actions = sys.argv[2:]
nodes = [Node(None) for _ in range(size)]
mixed = []
numbers = list(range(size))
for at in range(size):
    mixed.append(Dropped(nodes))
    if at % 3 == 0:
        mixed.append(Kept(nodes))
for _ in range(3):
    gc.collect()
for kind, objects in ((Node, nodes), (Dropped, mixed)):
    pages = set([id(each) >> 12 for each in objects if type(each) is kind])
    print("pages %s %d" % (kind.__name__, len(pages)))
print("pages numbers %d" % (size * 8 >> 12))
sys.stdout.flush()
for _ in range(3):
    gc.collect()
later = actions[-1] == "later"
sleeping, asleep = os.pipe()
end, parent_lives = os.pipe()
for action in actions[: len(actions) - later]:
    child = os.fork()
    if child == 0:
        os.close(parent_lives)
        act(action)
        os.write(asleep, b"x")
        os.read(end, 1)
        os._exit(0)
    os.read(sleeping, 1)
    print("child %s %d" % (action, child))
    sys.stdout.flush()
if later:
    gc.collect()
serve()
