"""A target whose typical objects have known shapes.

    shapes.py [N]

N (default 5,000) whole numbers just above 10 ** 10, which `sys.getsizeof` says take 32 bytes; as many
strings of 12 characters; instances with slots and with attributes; lists that have grown.
"""

import sys

import truth


class Slotted(object):
    __slots__ = ("left", "right")

    def __init__(self, left, right):
        self.left = left
        self.right = right


class Plain(object):
    def __init__(self, value):
        self.value = value


count = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
numbers = [10**10 + i for i in range(count)]
secrets = ["secret%06d" % i for i in range(count)]
slotted = [Slotted("a", "b") for i in range(100)]
plain = [Plain(i) for i in range(100)]
grown = []
for i in range(100):
    grown.append([])
    for j in range(5):
        grown[-1].append(None)

truth.serve()
