/// What is known of the objects in memory: their types, what they refer to, and the buffers they
/// own.
///
/// An object is a number, its rank in address order; nothing here is a Java object for each of
/// them.
@NullMarked
package dev.fathom.model.object;

import org.jspecify.annotations.NullMarked;
