"""A process of Python 2 that had many numbers, and has none of them any more.

    dead_numbers.py [N]

N (default 400,000) ints and a quarter as many floats are made, and all dropped, the floats in no order.
"""

import random
import sys

import truth

count = int(sys.argv[1]) if len(sys.argv) > 1 else 400000
ints = [i + 1000000 for i in xrange(count)]
floats = [i * 0.5 for i in xrange(count // 4)]
random.seed(1)
random.shuffle(floats)
del ints, floats, i

truth.serve()
