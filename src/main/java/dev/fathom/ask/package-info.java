/// What can be asked, and of what: a [Subject], how it is looked at, what a user calls an object
/// ([Resolver]), and in a package each a [Question] with the record that answers it.
///
/// Whoever asks (`cli`, `serve`) says only what is wanted and how the answer is shown.
@NullMarked
package dev.fathom.ask;

import org.jspecify.annotations.NullMarked;
