"""A target some of whose C memory is held by a library's variable, by a thread's stack, or by nothing.

    holders.py LIBRARY

LIBRARY is what holders.c is compiled to.
"""

import ctypes
import os
import sys
import threading
import time

import truth

library = ctypes.CDLL(sys.argv[1])
library.leak()
library.hold()
reading, writing = os.pipe()
waiting = threading.Thread(target=library.hold_and_wait, args=(reading,))
waiting.daemon = True
waiting.start()
time.sleep(0.2)  # until it waits; it cannot say so
junk = [str(i) * 10 for i in range(10000)]

truth.serve()
