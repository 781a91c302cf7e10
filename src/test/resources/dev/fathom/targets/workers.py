"""A pre-forking server: a parent that holds N instances, and one forked worker for each action.

    workers.py N [freeze] ACTION...

`freeze` calls gc.freeze() before the forks. The actions of a worker, after which it sleeps until its
parent ends:

    idle       nothing
    collect    gc.collect()
    read       reads an attribute of each instance
    replace    gives every other instance another value, one that exists already
    drop       forgets every other instance
    grow       makes N new instances
    decay      gives one after the other another value, for some seconds (the last action only)
    exec       executes another program (sleep)
    end        ends at once

Says `child ACTION PID` for each, then `ready PID`.
"""

import gc
import os
import sys
import time

import truth


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
    elif action == "replace":
        for at in range(0, len(nodes), 2):
            nodes[at].value = nodes
    elif action == "drop":
        for at in range(0, len(nodes), 2):
            nodes[at] = None
    elif action == "grow":
        nodes.extend([Node(at) for at in range(len(nodes))])
    elif action == "decay":
        os.write(asleep, b"x")
        for at in range(0, len(nodes), 100):
            for node in nodes[at:at + 100]:
                node.value = nodes
            time.sleep(0.003)
    elif action == "exec":
        os.dup2(end, 0)
        os.write(asleep, b"x")
        os.execv("/bin/cat", ["cat"])
    elif action == "end":
        os.write(asleep, b"x")
        os._exit(0)


size = int(sys.argv[1])
nodes = [Node(at % 200) for at in range(size)]  # values that exist anyway: small ints
actions = sys.argv[2:]
if actions[0] == "freeze":
    actions = actions[1:]
    gc.freeze()
sleeping, asleep = os.pipe()
end, parent_lives = os.pipe()
for action in actions:
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

truth.serve()
