# A MicroPython program that has filled its heap. Prints what micropython.mem_info() says, and sleeps until
# its standard input ends; after mem_info it allocates nothing.
import micropython
import sys

with open("/proc/self/stat") as stat:
    ready = "ready " + stat.read().split()[0]
stdin = sys.stdin.buffer
byte = bytearray(1)
chain = None


def fill(size):
    global chain
    while size > 0:
        try:
            while True:
                chain = (chain, bytearray(size))
        except MemoryError:
            size //= 2


fill(4096)
micropython.mem_info()
print(ready)
stdin.readinto(byte)
