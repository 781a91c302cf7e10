# A pre-forking program whose workers each write to its memory for one reason, for MicroPython, which
# forks by calling the C library.
#
#   micro_writers.py N ACTION...
#
# The parent holds N instances, and N lists with one item each in a list. The actions of a worker,
# after which it sleeps until its parent ends:
#
#   idle       nothing
#   collect    gc.collect(): marks the heads of all blocks in its table, and takes the marks away
#   replace    gives each instance another value: one word of the table of its attributes
#   make       makes new objects, in memory that was in use before
#
# Says `child ACTION PID` for each worker; then `ready PID`.
import gc
import sys

try:
    import ffi
except ImportError:
    print("skip: no ffi here")
    sys.exit()

libc = ffi.open("libc.so.6")
fork = libc.func("i", "fork", "")
getpid = libc.func("i", "getpid", "")
pipe = libc.func("i", "pipe", "P")
read = libc.func("i", "read", "iPi")
write = libc.func("i", "write", "iPi")
close = libc.func("i", "close", "i")


class Node:
    def __init__(self, value):
        self.value = value


def both():
    ends = bytearray(8)
    pipe(ends)
    return (
        int.from_bytes(ends[:4], "little"),
        int.from_bytes(ends[4:], "little"),
    )


def act(action):
    if action == "collect":
        gc.collect()
    elif action == "replace":
        for node in nodes:
            node.value = nodes
    elif action == "make":
        for at in range(2 * size):
            [at]


size = int(sys.argv[1])
nodes = [Node(at) for at in range(size)]
dropped = [[at] for at in range(4 * size)]
del dropped
gc.collect()
gc.collect()
byte = bytearray(1)
sleeping, asleep = both()
end, parent_lives = both()
for action in sys.argv[2:]:
    child = fork()
    if child == 0:
        close(parent_lives)
        act(action)
        write(asleep, byte, 1)
        read(end, byte, 1)
        sys.exit()
    read(sleeping, byte, 1)
    print("child", action, child)
print("ready", getpid())
sys.stdin.readline()
