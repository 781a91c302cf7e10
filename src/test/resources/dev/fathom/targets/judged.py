"""A target that has Fathom in the place of its interpreter's own words, and runs suites of others.

    judged.py SOCKET

For a question it connects to SOCKET, sends `PID WORD ADDRESS...` and waits for a line: meanwhile it may
be held and looked at. Commands, apart from those of `truth.py`:

    run FILE NAME...   runs these tests of `unittest`, with `sys.getsizeof`, `gc.is_tracked`,
                       `gc.get_referents` and `gc.get_referrers` being Fathom's; FILE gets what came of it:
                       `ran N`, `skipped N`, `asked WORD N`, `passed on WORD N`, and a line `failed TEST`
                       with the lines of its traceback
"""

from __future__ import print_function

import ctypes
import gc
import io
import os
import socket
import sys
import unittest

OWN = {
    "getsizeof": sys.getsizeof,
    "is_tracked": gc.is_tracked,
    "get_referents": gc.get_referents,
    "get_referrers": gc.get_referrers,
}
# One that was unpacked beside the system is started by a script, which sets this: tests start others by it, too.
STARTED_BY = os.path.join(os.environ.get("PYTHONHOME", ""), "..", "..", os.path.basename(sys.executable))
if "PYTHONHOME" in os.environ and os.path.exists(STARTED_BY):
    sys.executable = os.path.realpath(STARTED_BY)
asked = {}
passed_on = {}


def ask(word, addresses):
    asked[word] = asked.get(word, 0) + 1
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.connect(sys.argv[1])
        line.sendall(("%d %s %s\n" % (os.getpid(), word, " ".join(map(str, addresses)))).encode())
        answer = b""
        while not answer.endswith(b"\n"):
            more = line.recv(1 << 16)
            if not more:
                raise RuntimeError("Fathom has not answered")
            answer += more
    return answer.decode().split()


def pass_on(word, *arguments):
    passed_on[word] = passed_on.get(word, 0) + 1
    return OWN[word](*arguments)


def getsizeof(*arguments):
    if not 1 <= len(arguments) <= 2:
        return pass_on("getsizeof", *arguments)
    answer = ask("getsizeof", [id(arguments[0])])
    # What a class says by a function in Python is asked of Python.
    return int(answer[0]) if answer else pass_on("getsizeof", *arguments)


def is_tracked(one):
    return ask("is_tracked", [id(one)]) == ["True"]


def objects(addresses):
    return [ctypes.cast(int(address), ctypes.py_object).value for address in addresses]


def get_referents(*of):
    return objects(ask("get_referents", [id(one) for one in of]))


def get_referrers(*to):
    return objects(ask("get_referrers", [id(one) for one in to]))


def run(path, names):
    asked.clear()
    passed_on.clear()
    out = io.StringIO()
    suite = unittest.defaultTestLoader.loadTestsFromNames(names)
    said, sys.stdout = sys.stdout, io.StringIO()  # the suite's own; ours is for answers
    sys.getsizeof = getsizeof
    gc.is_tracked = is_tracked
    gc.get_referents = get_referents
    gc.get_referrers = get_referrers
    try:
        result = unittest.TextTestRunner(stream=out).run(suite)
    finally:
        sys.stdout = said
        sys.getsizeof = OWN["getsizeof"]
        gc.is_tracked = OWN["is_tracked"]
        gc.get_referents = OWN["get_referents"]
        gc.get_referrers = OWN["get_referrers"]
    with io.open(path, "w", encoding="utf-8") as told:
        told.write(u"ran %d\nskipped %d\n" % (result.testsRun, len(result.skipped)))
        for word in asked:
            told.write(u"asked %s %d\n" % (word, asked[word]))
        for word in passed_on:
            told.write(u"passed on %s %d\n" % (word, passed_on[word]))
        for test, why in result.failures + result.errors:
            told.write(u"failed %s\n%s\n" % (test, why))


try:
    import test.test_gc, test.test_sys
except Exception as missing:
    print("skip: no test suite of this Python:", str(missing).replace("\n", " "))
    sys.exit()
print("ready %d" % os.getpid())
sys.stdout.flush()
for line in sys.stdin:
    words = line.split()
    try:
        run(words[1], words[2:])
        print("done")
    except BaseException as failure:
        print("failed:", repr(failure).replace("\n", " "))
    sys.stdout.flush()
