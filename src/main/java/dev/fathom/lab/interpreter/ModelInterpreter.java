package dev.fathom.lab.interpreter;

import dev.fathom.lab.allocator.HeapCount;
import dev.fathom.lab.process.ModelProcess;

/// What a language does with memory. A value is a word: an address, or the value itself.
///
/// Whoever makes a value has one reference to it and lets it go with [#drop].
public sealed interface ModelInterpreter permits CPythonModel, MicroPythonModel, PerlModel {
  /// {@return its name with what matters of its version}
  String name();

  ModelProcess process();

  /// {@return a number}
  long integer(long value);

  /// {@return a number as addition makes it, which is not always as small as can be}
  long sum(long left, long right);

  /// {@return a text of so many characters of ASCII}
  long text(int length);

  /// {@return an empty list}
  long list();

  /// {@return a list of so many times nothing}
  long filled(int length);

  /// Adds a value to the end of a list, which then has a reference of its own to it.
  void append(long list, long value);

  /// Puts a value into a list in the place of what was there.
  void store(long list, int index, long value);

  /// {@return how long a list is}
  int length(long list);

  /// Looks at an item as a loop does, and lets it go again.
  void visit(long list, int index);

  /// {@return an item of a list, which is not looked at}
  long item(long list, int index);

  /// Takes one more reference to a value, as another variable does.
  void take(long value);

  /// Lets a reference go.
  void drop(long value);

  /// Gives back what nothing refers to and reference counts do not find.
  void collect();

  /// {@return what became of its memory}
  HeapCount count();

  /// {@return the same interpreter in a child of its process}
  ModelInterpreter fork(String name);

  /// Looks at all items of a list.
  default void visitAll(long list) {
    int length = length(list);
    for (int index = 0; index < length; index++) {
      visit(list, index);
    }
  }
}
