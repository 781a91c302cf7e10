package dev.fathom.model.object;

/// Something that a runtime's own tool would say of one object: `REFCNT = 2`.
///
/// @param name in the runtime's words
/// @param value as that tool prints it; names in it are of the target's choosing
/// @param address where the memory begins that it is about; 0 where it is about none
public record Detail(String name, String value, long address) {
  /// A detail that is not about other memory.
  public static Detail of(String name, String value) {
    return new Detail(name, value, 0);
  }
}
