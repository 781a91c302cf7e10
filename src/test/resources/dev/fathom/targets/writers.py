"""A pre-forking server whose workers each write to its memory for one reason.

    writers.py N ACTION...

The parent holds N instances with one slot, and N complex numbers; among those lie N / 3 others. The
actions of a worker, after which it sleeps until its parent ends:

    idle       nothing
    collect    gc.collect()
    read       looks at each instance: counts go up and down again
    count      counts one reference more to each instance (ctypes; without it skips)
    replace    gives each instance another value, one that exists already
    drop       forgets the N complex numbers, but not the others

`later` as the last action is the parent's own: it collects when its workers sleep.

Says `pages TYPE PAGES`, of instances and of the complex numbers, on how many pages they lie;
`child ACTION PID` for each worker; then `ready PID`.
"""

import gc
import os
import sys

import truth

try:
    import ctypes

    count = ctypes.pythonapi.Py_IncRef
    count.argtypes = [ctypes.py_object]
    count.restype = None
except (ImportError, AttributeError, OSError):
    print("skip: no ctypes here")
    sys.exit()


class Node(object):
    __slots__ = ("value",)

    def __init__(self, value):
        self.value = value


def act(action):
    if action == "collect":
        gc.collect()
    elif action == "read":
        for node in nodes:
            node.value
    elif action == "count":
        for node in nodes:
            count(node)
    elif action == "replace":
        for node in nodes:
            node.value = nodes
    elif action == "drop":
        del dropped[:]


size = int(sys.argv[1])
actions = sys.argv[2:]
nodes = [Node(None) for at in iter(range(size))]
kept = []
dropped = []
for at in iter(range(size)):
    dropped.append(complex(at, 1))
    if at % 3 == 0:
        kept.append(complex(at, 2))
for name, objects in (("Node", nodes), ("complex", dropped)):
    print("pages %s %d" % (name, len(set([id(each) >> 12 for each in objects]))))
sys.stdout.flush()
gc.collect()
later = actions[-1] == "later"
sleeping, asleep = os.pipe()
end, parent_lives = os.pipe()
for action in actions[:len(actions) - later]:
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

truth.serve()
