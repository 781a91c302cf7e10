"""A target whose threads wait at lines that it tells itself.

    stacks.py [spin]

Before it is ready it says of each thread, as `sys._current_frames()` has it: `stack 1` (of the main thread
`stack 0`), and then `frame LINE FUNCTION` for each call, the innermost first. What the main thread does in
its innermost call goes on; the other threads wait. With `spin` the main thread never sleeps, and says `running`.
"""

import os
import sys
import threading
import time

entered = []
gate = threading.Lock()
gate.acquire()


class Waiter(object):
    def method(self):
        entered.append(
            1
        ); gate.acquire()


def generator():
    for i in (1,):
        yield (
            Waiter().method()
        )


def through():
    return [
        each
        for each in generator()
    ]


def deep(n):
    if n:
        deep(n - 1)
        return
    through()


def nested():
    def inner(value, *rest):
        try:
            return (
                value,
                rest,
                through(),
            )
        finally:
            pass

    inner(
        1,
        2)


def tell(number, frame):
    print("stack %d" % number)
    while frame:
        code = frame.f_code
        name = getattr(code, "co_qualname", code.co_name)
        print("frame %d %s" % (frame.f_lineno, name))
        frame = frame.f_back


def main():
    works = [through, nested, lambda: deep(3), lambda: deep(400)]
    threads = [threading.Thread(target=each) for each in works]
    for count, thread in enumerate(threads):
        thread.daemon = True
        thread.start()
        while len(entered) <= count:
            time.sleep(0.001)
    time.sleep(0.05)
    for thread, frame in sys._current_frames().items():
        tell(0 if thread == threading.current_thread().ident else 1, frame)
    if "spin" in sys.argv:
        watcher = threading.Thread(target=lambda: (sys.stdin.readline(), os._exit(0)))
        watcher.daemon = True
        watcher.start()
        print("running %d" % os.getpid())
        sys.stdout.flush()
        while True:
            pass
    print("ready %d" % os.getpid())
    sys.stdout.flush()
    sys.stdin.readline()


main()
