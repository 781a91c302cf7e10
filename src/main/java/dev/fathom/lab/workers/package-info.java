/// How memory grows with the number of forked workers: [WorkerGrowth] forks them on the model
/// machine, one after the other, until its frames are used up, with reference counts in the objects
/// and without. Where the figures of the parent come from is not known here.
@NullMarked
package dev.fathom.lab.workers;

import org.jspecify.annotations.NullMarked;
