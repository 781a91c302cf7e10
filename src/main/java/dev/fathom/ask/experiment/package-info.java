/// Experiments: what a talk showed once, done again with the interpreters of this machine.
///
/// An [Experiment] is a class and a line in [Experiments]; what its talk saw and why that may
/// differ is in the properties of its name, its programs are with [dev.fathom.survey.experiment].
/// What came out is an [ExperimentOutcome]: tables, charts and sentences, of which those who print
/// them know nothing more.
@NullMarked
package dev.fathom.ask.experiment;

import org.jspecify.annotations.NullMarked;
