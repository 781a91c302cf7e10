/// CPython, 2.7 and 3.6 to 3.14, read from outside without symbols.
///
/// What leads where: [Interpreter] finds the module that holds the interpreter, its version and its
/// layout. [PymallocPools] knows a pool by its header and tells live blocks from free ones.
/// [ObjectRule] decides whether a block holds an object, by asking [PythonTypes] whether the word
/// where a type pointer would be leads to a type. [StaticObjects] finds the objects that no
/// allocator handed out. [TypeNames] gives the types their names.
///
/// Which memory is an interpreter's is decided by structure and validated; the heuristic part is
/// which blocks are objects.
@NullMarked
package dev.fathom.runtime.cpython;

import org.jspecify.annotations.NullMarked;
