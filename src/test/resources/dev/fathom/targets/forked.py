"""A target that holds N strings, and its forked child that shares them.

    forked.py [N]

The child (of os.fork, as a pre-forking server makes its workers) sleeps until its parent ends. Says
`child PID`, then `ready PID`.
"""

import os
import sys

import truth

size = int(sys.argv[1]) if len(sys.argv) > 1 else 100000
shared = ["shared-%07d" % i for i in range(size)]
sleeping, asleep = os.pipe()
end, parent_lives = os.pipe()
child = os.fork()
if child == 0:
    os.close(parent_lives)
    os.write(asleep, b"x")
    os.read(end, 1)
    os._exit(0)
os.read(sleeping, 1)
print("child %d" % child)
sys.stdout.flush()

truth.serve()
