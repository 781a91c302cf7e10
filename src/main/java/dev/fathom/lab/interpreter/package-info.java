/// Interpreters of the model: how each of them turns a number, a text, a list into memory, with the
/// allocators of [dev.fathom.lab.allocator].
///
/// A [ModelInterpreter] makes values, keeps them, looks at them and lets them go. [CPythonModel]
/// counts references in the objects and finds rings by a collector; [MicroPythonModel] puts small
/// numbers into the pointer itself and finds by mark and sweep what is not needed any more;
/// [PerlModel] has heads and bodies. [Programs] are the same programs for all of them. There is no
/// code, no scope and no name here: a program says itself what it keeps.
@NullMarked
package dev.fathom.lab.interpreter;

import org.jspecify.annotations.NullMarked;
