import os, sys
sys.path.insert(0, os.environ["HERE"] + "/../common")
from truth import in_use, ready

import numpy, pandas
frame = pandas.DataFrame(numpy.random.default_rng(1).random((1_000_000, 8)), columns=list("abcdefgh"))
frame["text"] = pandas.Series(["text %d" % at for at in range(200_000)] * 5)
ready(index=frame.memory_usage(deep=False).sum().item(), rows=len(frame))
