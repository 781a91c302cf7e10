/// What objects refer to, and from where they are reached: objects of each type by a plan that is
/// made once ([ReferencePlans]), frames, greenlets, modules. What follows them ([PythonReferences])
/// works on words that were kept, after the target runs again.
@NullMarked
package dev.fathom.runtime.cpython.reference;

import org.jspecify.annotations.NullMarked;
