import os, sys
sys.path.insert(0, os.environ["HERE"] + "/../common")
from truth import in_use, ready

import numpy
from sklearn.ensemble import RandomForestRegressor
random = numpy.random.default_rng(1)
x, y = random.random((20_000, 8)), random.random(20_000)
before = in_use()
forest = RandomForestRegressor(n_estimators=60, max_features=2, random_state=1).fit(x, y)
nodes = sum(tree.tree_.node_count for tree in forest.estimators_)
ready(least=nodes * 64, nodes=nodes)
