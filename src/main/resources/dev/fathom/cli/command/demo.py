"""A program whose memory is half holes: strings of growing sizes, every other one dropped.

After Claudio Freire's talk "Memory debugging and defragmentation": each round's strings are a little
larger than the holes that the round before left, so that no hole is ever used again.
"""

import os
import sys

kept = []
for step in range(1, 100):
    batch = [" " * (step * 16) for _ in range(120000 // step)]
    kept.extend(batch[::2])
del batch

print("ready", os.getpid(), flush=True)
sys.stdin.readline()  # until Fathom is done
