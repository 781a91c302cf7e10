/// Runs the programs of experiments: small scripts that do one thing in steps and wait to be looked
/// at. What an experiment must know of an interpreter is in `interpreters.properties`, what its
/// program does in the scripts beside it; nothing here knows a language, nor what an experiment is
/// about.
@NullMarked
package dev.fathom.survey.experiment;

import org.jspecify.annotations.NullMarked;
