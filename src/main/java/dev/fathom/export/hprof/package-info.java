/// Objects as a heap dump of a Java machine, HPROF 1.0.2 (`hprof_b_spec.h` of OpenJDK), for Eclipse
/// MAT, VisualVM and others. docs/export.md says what becomes what.
///
/// The dump is written from the columns in two passes over the edges: [NamedShapes] learns which
/// names objects have for what they refer to, [Classes] makes classes of that, and [HeapDump]
/// writes the objects one after the other.
@NullMarked
package dev.fathom.export.hprof;

import org.jspecify.annotations.NullMarked;
