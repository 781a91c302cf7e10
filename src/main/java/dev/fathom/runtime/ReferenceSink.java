package dev.fathom.runtime;

import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.ObjectRole;
import dev.fathom.model.object.RootKind;

/// Hears what the objects of a runtime refer to: object by object in address order.
public interface ReferenceSink {
  /// {@return a number for the name of a field}
  int field(String name);

  /// What follows is about this object.
  void from(int object);

  /// The object turns out to be the interpreter's own.
  void role(ObjectRole role);

  /// The object refers to the one at `to`.
  ///
  /// @return false, and nothing noted, where no object begins at `to`
  boolean edge(long to, EdgeKind kind, long name);

  /// A word of the object, or of C memory that only it leads to, is the address of the object at
  /// `to`, and nobody says what the word is. It counts where more references to that are counted
  /// than are known.
  ///
  /// @param field how the way there is called: a number that [#field] gave
  /// @return false, and nothing noted, where no object begins at `to`
  boolean guess(long to, int field);

  /// The object refers to the one in which `to` lies, at its beginning or behind it. Nothing is
  /// noted where there is none, where it is the object itself, or the one that it was said to refer
  /// to just before.
  ///
  /// @param link whether the word may be a link of an allocator's list, left over from before the
  ///   memory was handed out
  void edgeInto(long to, EdgeKind kind, long name, boolean link);

  /// Whether the object in which an address lies ends at another.
  boolean endsAt(long inside, long end);

  /// A buffer belongs to the object: the live block or chunk whose payload begins at `address`.
  ///
  /// @return the bytes of the buffer; 0 where there is none, or it belongs to another already
  long owns(long address);

  /// The same for a structure of C that may lead to others.
  long ownsStructure(long address);

  /// The same where a word only looks like an address of a buffer: whoever [#owns] it for certain
  /// takes it.
  long mayOwn(long address);

  /// The same for another object than the one that is told now.
  long owns(int object, long address);

  /// A table or buffer of the object is much larger than what is in it needs. Who tells it knows
  /// how much room is usual.
  ///
  /// @param table where it begins
  /// @param bytes its size, as [#owns] told it
  /// @param entries how many are in it; of a buffer how many bytes
  /// @param rebuilt the bytes of a new one that the same is put into
  void sparse(long table, long bytes, long entries, long rebuilt);

  /// {@return whether what begins at `address` belongs to an object, or is one}
  boolean owned(long address);

  /// A place outside all objects refers to the one at `to`.
  ///
  /// @param path how the user gets there: `__main__`, `serve()$line`
  void root(long to, RootKind holder, String path);

  /// A word outside all objects leads to the one at `to`, if there is one. Whether it counts as a
  /// reference is not known: it holds what nothing better holds.
  ///
  /// @param holder what has the word, as the user knows it
  void held(long to, String holder);

  /// An object that names others is spelled like this.
  void spelling(long address, String text);
}
