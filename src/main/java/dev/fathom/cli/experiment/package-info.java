/// `fathom experiment`: lists the experiments, and runs one. Each of them has the same options.
@NullMarked
package dev.fathom.cli.experiment;

import org.jspecify.annotations.NullMarked;
