"""A target that made N objects one after the other and freed all but every tenth of the last tenth.

    freed.py [N]
"""

import gc
import sys

import truth

count = int(sys.argv[1]) if len(sys.argv) > 1 else 200000
made = [("item %d" % i, [i, i + 1], {"index": i}) for i in range(count)]
kept = made[count // 10 * 9 :: 10]
del made
gc.collect()
truth.serve()
