/// The findings behind an address: a small HTTP server for one reader, on one machine.
///
/// [Server] answers what its [Listener] hears; [Gate] lets in who knows the [AccessToken] and comes
/// from where the page itself comes from, and nobody else; [Answers] turns a question into JSON, by
/// the writers of the package `report`; [Observation] keeps the curve of what the target uses, and
/// knows when it has ended.
///
/// [MetricsServer] has one page, for programs that collect metrics, and no token.
///
/// Everything is read, nothing is changed: there are no other methods than GET and HEAD. What is
/// answered comes from findings that were made once, so the target's death takes nothing away.
/// Nothing here looks at memory, knows a command line, or writes HTML.
@NullMarked
package dev.fathom.serve;

import org.jspecify.annotations.NullMarked;
