"""Objects whose neighbours are known.

Says before it is ready, a line each: `ring ID COUNT` (a list that holds itself, and how many references it has), `referent ID`
for what `gc.get_referents` says of it, `wide ID`, `evil ID` (an instance of a class with a harmful name).
"""

import gc
import sys

import truth


class Node(object):
    pass


ring = [object(), object(), "a secret text"]
ring.append(ring)
wide = [Node() for i in range(1000)]
evil = type("<b>\x1b[31m&\"", (object,), {})()
first = Node()
second = Node()
first.other = second
second.other = first


def announce():
    print("ring %d %d" % (id(ring), sys.getrefcount(ring) - 1))
    for each in gc.get_referents(ring):
        print("referent %d" % id(each))
    print("wide %d" % id(wide))
    print("evil %d" % id(evil))
    sys.stdout.flush()


# In a function: the stack of the frame below would still have in it what was an argument.
announce()
truth.serve()
