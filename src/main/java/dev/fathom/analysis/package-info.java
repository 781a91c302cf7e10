/// The conclusions that are drawn from findings, in one place: [Analysis] draws each once, when it
/// is asked for. The packages below say how; none of them knows of this one, but for those that
/// compare and store whole analyses.
@NullMarked
package dev.fathom.analysis;

import org.jspecify.annotations.NullMarked;
