/// Language runtimes: recognise yourself in a process, and list your blocks, objects and types.
///
/// A [Runtime] sits above malloc: it is shown the live chunks of the allocators, claims memory that
/// it maps itself, looks through static data, and streams what it finds into a [RuntimeSink]
/// without knowing who listens. A new interpreter is one package below this one.
@NullMarked
package dev.fathom.runtime;

import org.jspecify.annotations.NullMarked;
