import os, sys
sys.path.insert(0, os.environ["HERE"] + "/../common")
from truth import in_use, ready

import gc
import matplotlib
matplotlib.use("agg")
import numpy
from matplotlib.figure import Figure
from matplotlib.backends.backend_agg import FigureCanvasAgg
Figure().add_subplot().plot([0, 1])
gc.collect()
before = in_use()
figures = []
for at in range(20):
    figure = Figure()
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    for line in range(4):
        axes.plot(numpy.arange(20_000) + line, numpy.sin(numpy.arange(20_000.0) / (at + 1)))
    if at < 3:
        figure.canvas.draw()
    figures.append(figure)
data = sum(array.nbytes for figure in figures for line in figure.axes[0].lines for array in (line.get_xdata(orig=True), line.get_ydata(orig=True)))
gc.collect()
ready(data=data, held=in_use() - before)
