# A PyPy that has filled the memory it may have (PYPY_GC_MAX), until it was told that there is none.
# Says how many nodes it has made, and sleeps until its standard input ends.
import os
import sys


class Node(object):
    def __init__(self, value, rest):
        self.value = value
        self.rest = rest


chain = None
made = 0
reserve = bytearray(4000000)
try:
    while True:
        chain = Node([None] * 20, chain)
        made += 1
except MemoryError:
    del reserve
print('made %d' % made)
print('ready %d' % os.getpid())
sys.stdout.flush()
sys.stdin.readline()
