/// The published schemas of what `--json` prints (`docs/schemas`): what of them follows from
/// declarations, and that they are sound. That what is printed is as they say is asserted wherever
/// a test runs a command ([dev.fathom.testing.JsonSchemas]).
@NullMarked
package dev.fathom.schema;

import org.jspecify.annotations.NullMarked;
