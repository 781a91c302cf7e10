/// Language runtimes whose heaps Fathom does not read: how each is recognised, and the tool of its
/// own that says what is in its heap.
///
/// A runtime is one row of [Known]. Nobody else knows their names: what is found is told as an
/// [UnreadRuntime], in words.
@NullMarked
package dev.fathom.runtime.unread;

import org.jspecify.annotations.NullMarked;
