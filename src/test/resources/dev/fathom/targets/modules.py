"""Says which modules this interpreter includes: `builtin NAME` for each that is compiled in, `frozen NAME` for each
that is frozen (from 3.11 on), and `file PATH` for each library that was loaded for a module. Then it serves (see
truth.py).
"""

import os
import sys

import truth

for name in ("zlib", "math", "_json", "array", "select", "_struct", "unicodedata", "_queue"):
    try:
        __import__(name)
    except ImportError:
        pass
for name in sys.builtin_module_names:
    print("builtin " + name)
if sys.version_info >= (3, 11):
    import _imp

    for name in _imp._frozen_module_names():
        print("frozen " + name)
for module in list(sys.modules.values()):
    path = getattr(module, "__file__", None)
    if path and path.endswith(".so"):
        print("file " + os.path.realpath(path))
sys.stdout.flush()
truth.serve()
