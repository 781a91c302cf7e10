package dev.fathom.model.object;

import java.util.List;

/// How the instances of one type are laid out: data, so that it can be shown without reading the
/// process again. Offsets are in bytes from the object's own address; what a runtime puts before an
/// object has negative ones.
///
/// @param structure the struct in the runtime's source: `PyListObject`; empty where it is not known
/// @param fields in the order of their offsets
/// @param payloadOffset where the fields end and items, text or digits begin
/// @param payload what those are: `ob_item`, `text`; empty where instances have none
/// @param itemBytes size of an item of the payload; 0 where they are not of one size
/// @param bufferItemBytes size of an item in the one table of items that an instance has elsewhere;
///   0 for none
public record InstanceLayout(
    String structure,
    List<Field> fields,
    long payloadOffset,
    String payload,
    long itemBytes,
    long bufferItemBytes,
    boolean payloadCounted) {

  /// Nothing is known.
  public static final InstanceLayout UNKNOWN = new InstanceLayout("", List.of(), 0, "", 0, 0, true);

  /// One field.
  ///
  /// @param name in the source: `ob_item`
  /// @param reference by what name [dev.fathom.runtime.ReferenceSink] was told what it refers to:
  ///   `__dict__`; empty for a field that holds no object
  /// @param offset in bytes
  /// @param bytes its size
  /// @param kind what it is for
  public record Field(String name, String reference, long offset, long bytes, Kind kind) {}

  /// What a field is for.
  public enum Kind {
    /// What every object begins with: count of references, type.
    HEADER,
    /// The garbage collector's links.
    COLLECTOR,
    /// Where the attributes are.
    ATTRIBUTES,
    /// The address of another object.
    REFERENCE,
    /// An address of other memory.
    POINTER,
    /// A number, a flag, text.
    DATA,
    /// A word that nobody says what it is: worth telling only where it leads to another object.
    WORD
  }

  public InstanceLayout {
    fields = List.copyOf(fields);
  }
}
