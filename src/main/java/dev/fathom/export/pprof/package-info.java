/// The format of `go tool pprof`: `profile.proto`, compressed by gzip.
@NullMarked
package dev.fathom.export.pprof;

import org.jspecify.annotations.NullMarked;
