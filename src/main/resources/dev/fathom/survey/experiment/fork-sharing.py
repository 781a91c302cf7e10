# Builds a list of integers, forks, and looks at each of them in the child: what is still shared then?
# After Brandon Rhodes, "Python, Linkers, and Virtual Memory", PyCon 2012.
import os

items = int(sys.argv[1])
freeze = sys.argv[2] == "freeze"

if freeze and not hasattr(gc, "freeze"):
    sys.exit("no gc.freeze here")

if hasattr(os, "fork"):
    fork = os.fork
else:
    import ffi

    libc = ffi.open("libc.so.6")
    fork = libc.func("i", "fork", "")


def moment(name, collected=False):
    say("stage %s %d" % (name, process()))
    if not sys.stdin.readline():
        sys.exit()
    say("told anonymous=%d" % kernel("smaps_rollup", "Anonymous"))


biglist = ["foo"]
for n in range(1, items):
    biglist.append(n)
if freeze:
    gc.freeze()

child = fork()
if child:
    if hasattr(os, "waitpid"):
        os.waitpid(child, 0)
    else:
        libc.func("i", "waitpid", "ipi")(child, None, 0)
    sys.exit()

moment("forked")
all(n for n in biglist)
moment("iterated")
gc.collect()
moment("collected")
