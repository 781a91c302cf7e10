# Builds a list of integers, forks, and looks at each of them in the child: what is still shared then?
# After Brandon Rhodes, "Python, Linkers, and Virtual Memory", PyCon 2012.
import gc
import os
import sys

size = int(sys.argv[1])
freeze = sys.argv[2] == "freeze"


def stage(name):
    os.write(1, ("stage %s %d\n" % (name, os.getpid())).encode())
    if not os.read(0, 1):
        os._exit(0)


version = getattr(sys, "pypy_version_info", sys.version_info)
os.write(1, ("%s %d.%d.%d\n" % ((sys.implementation.name,) + tuple(version)[:3])).encode())

biglist = ["foo"]
for n in range(1, size):
    biglist.append(n)
if freeze:
    if not hasattr(gc, "freeze"):
        sys.exit("no gc.freeze here")
    gc.freeze()

child = os.fork()
if child:
    os.waitpid(child, 0)
    os._exit(0)

stage("forked")
all(n for n in biglist)
stage("iterated")
gc.collect()
stage("collected")
