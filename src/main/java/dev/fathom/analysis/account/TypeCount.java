package dev.fathom.analysis.account;

/// What the objects of one type take; sizes in bytes.
///
/// @param type qualified name; of the target's choosing, escape it
/// @param module where it was defined; may be empty; likewise
/// @param count number of objects
/// @param shallow their own sizes
/// @param allocated the blocks and chunks that hold them
/// @param resident how much of those is in memory
public record TypeCount(
    String type, String module, long count, long shallow, long allocated, long resident) {

  /// {@return the name as code would write it: without the module for Python's builtins, and where
  /// the name has it already (Perl: `Foo::Bar=HASH`)}
  public String qualifiedName() {
    boolean complete =
        module.isEmpty() || module.equals("builtins") || type.startsWith(module + "=");
    return complete ? type : module + "." + type;
  }
}
