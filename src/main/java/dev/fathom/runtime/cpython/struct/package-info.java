/// The structs that a walk meets at every step: of the layout of this version ([PythonVersion])
/// what it takes at every object ([Offsets]), and those that no layout has ([NumpyArrays],
/// [MappedObject]).
@NullMarked
package dev.fathom.runtime.cpython.struct;

import org.jspecify.annotations.NullMarked;
