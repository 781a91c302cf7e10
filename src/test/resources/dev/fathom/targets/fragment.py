"""A target whose memory is half holes: for each size of string make many and drop every other one.

    fragment.py [SCALE] [keep|delete|pin]

At scale 1 this is the experiment of Claudio Freire's talk "Memory debugging and defragmentation":
1,000,000 strings in the first round and some 1.7 GB resident at the end. The default, 0.11,
ends near 200 MB. `keep` (the default) leaves the remaining half alive, in the variable `l`.
`delete` drops it too: what stays resident is free, for Python but not for the system. `pin` drops
it save every 500th string, held by the variable `survivors`.
"""

import sys

import truth

scale = float(sys.argv[1]) if len(sys.argv) > 1 else 0.11
ending = sys.argv[2] if len(sys.argv) > 2 else "keep"
if ending not in ("keep", "delete", "pin"):
    sys.exit("fragment.py [SCALE] [keep|delete|pin]")

l = []
for i in range(1, 100):
    ll = [" " * i * 16 for j in range(int(scale * 1000000 / i))]
    ll = ll[::2]
    l.extend(ll)

if ending == "pin":
    survivors = l[::500]
if ending != "keep":
    del l, ll

truth.serve()
