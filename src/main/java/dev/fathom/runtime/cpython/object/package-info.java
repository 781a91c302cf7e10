/// Which memory is an object, of which type, and how large: [ObjectRule] decides, by asking
/// [PythonTypes] whether the word where a type pointer would be leads to a type; [TypeNames] gives
/// the types their names.
@NullMarked
package dev.fathom.runtime.cpython.object;

import org.jspecify.annotations.NullMarked;
