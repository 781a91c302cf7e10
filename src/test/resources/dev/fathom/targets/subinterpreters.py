"""A target with two subinterpreters, each of which has classes and objects of its own.

Says `objects WHOSE COUNT` for each interpreter, `ready PID`, then sleeps until the end of its standard input.
"""

import os
import sys

try:
    import _interpreters as interpreters  # 3.13 and later
except ImportError:
    try:
        import _xxsubinterpreters as interpreters
    except ImportError:
        print("skip: this Python has no subinterpreters")
        sys.exit(0)


class Mine(object):
    pass


kept = [Mine() for _ in range(3000)]
CODE = """
class Its(object):
    pass


cache = [Its() for _ in range(%d)]
"""
run = getattr(interpreters, "run_string", None) or interpreters.exec
made = [interpreters.create() for _ in range(2)]  # one that nobody has goes
for one, count in zip(made, (2000, 1000)):
    run(one, CODE % count)
print("ready %d" % os.getpid())
sys.stdout.flush()
sys.stdin.read()
