/// `fathom lab` and what is below it: what is asked of models. Of processes it looks at one alone,
/// the parent whose growth a model is to foretell ([LabWorkers]).
@NullMarked
package dev.fathom.cli.lab;

import org.jspecify.annotations.NullMarked;
