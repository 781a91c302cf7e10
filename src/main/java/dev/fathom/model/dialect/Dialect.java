package dev.fathom.model.dialect;

import java.util.Optional;
import java.util.OptionalInt;

/// The words of a runtime: each brings its own. What nothing is said about here is told in the
/// words that all share.
public interface Dialect {
  /// {@return the name of the runtime in files and in JSON: lower case; empty where there is none}
  String runtime();

  /// {@return the language as a reader writes it}
  String title();

  /// {@return how paths are spelled}
  PathSyntax paths();

  /// {@return the words for what its memory consists of}
  default Terms terms() {
    return Terms.USUAL;
  }

  /// {@return how right the rules are that its accounts rest on, as the judges measured it: the
  /// rest of a sentence about them} docs/accuracy.md has who judged, and how.
  String judged();

  /// {@return what ids of the accounts of its own memory begin with}
  default String accounts() {
    return runtime();
  }

  /// {@return the id of a part of an account}
  ///
  /// @param part the usual one: `pools`
  default String part(String part) {
    return part;
  }

  /// {@return what a reader calls an account}
  ///
  /// @param account its usual id: `objects.pools`
  /// @param usual what others call it
  default String label(String account, String usual) {
    return usual;
  }

  /// {@return a type as code writes it}
  ///
  /// @param module where it was defined; may be empty
  /// @param name in its module
  default String type(String module, String name) {
    return module.isEmpty() ? name : module + "." + name;
  }

  /// {@return the name that a person may use for short}
  default String briefType(String module, String name) {
    return name;
  }

  /// Whether a type is one of the program's own, and not of the language.
  ///
  /// @param module where it was defined; may be empty
  default boolean isOfTheProgram(String module) {
    return !module.isEmpty();
  }

  /// Whether the places of a type's instances are certainly references. Those of others may be
  /// words of a stack or of memory that nobody described.
  ///
  /// @param type qualified
  default boolean isSequence(String type) {
    return true;
  }

  /// Whether the instances of a type are the program's, whoever refers to them, and not a part of
  /// what that one leads to.
  ///
  /// @param type qualified
  default boolean endsReach(String type) {
    return isDefinition(type) || isCode(type);
  }

  /// Whether an instance of a type that is freed gives up its references from the last to the
  /// first.
  ///
  /// @param type qualified
  default boolean freesLastFirst(String type) {
    return false;
  }

  /// Whether the instances of a type have a name of their own in the program, as classes and
  /// functions do.
  ///
  /// @param type qualified
  default boolean isDefinition(String type) {
    return false;
  }

  /// Whether nothing but a collection of garbage writes to nearly all instances of a type.
  ///
  /// @param type qualified
  default boolean isWrittenByCollectionsAlone(String type) {
    return false;
  }

  /// Whether the runtime tells all that keeps its objects, so that a word of a library or of a
  /// stack that leads to one keeps none.
  default boolean tellsAllRoots() {
    return false;
  }

  /// {@return what frees all that no variable reaches, in a runtime that counts no references: a
  /// call such as `collect()`; empty where references are counted, and what nothing reaches is
  /// lost}
  default Optional<String> collection() {
    return Optional.empty();
  }

  /// {@return what frees rings of objects that no variable reaches, in a runtime that counts
  /// references: a call such as `collect()`; empty where nothing does}
  default Optional<String> collectionOfRings() {
    return Optional.empty();
  }

  /// {@return how a program makes a call of a C library, as it would write that}
  ///
  /// @param call as C has it
  default String calling(String call) {
    return call;
  }

  /// {@return how a program lets go of what a variable or an entry holds; empty where that is not
  /// known}
  ///
  /// @param path as [#paths] spells it
  default String dropping(String path) {
    return "";
  }

  /// {@return how a program keeps the collector from writing to pages that it shares with those
  /// that it forks: a clause such as `gc.freeze() before the fork`; empty where it cannot}
  ///
  /// @param version of the runtime, as far as it shows
  default Optional<String> sparesCollections(String version) {
    return Optional.empty();
  }

  /// {@return how many arenas of its pools it keeps that nothing is in any more; it gives back the
  /// others. Empty where it gives back none}
  ///
  /// @param version of the runtime, as far as it shows
  default OptionalInt emptyArenasKept(String version) {
    return OptionalInt.empty();
  }

  /// {@return which bytes of an instance are the same in all that mean the same; empty where a type
  /// has no such bytes}
  ///
  /// @param type qualified
  default Optional<Content> content(String type) {
    return Optional.empty();
  }

  /// {@return how the table or buffer of an instance is told and built anew that is much larger
  /// than what is in it needs}
  ///
  /// @param type qualified
  /// @param path to the instance, as [#paths] spells it
  default Rebuilding rebuilding(String type, String path) {
    return Rebuilding.USUAL;
  }

  /// {@return what a program can keep in place of a sequence whose items are all of one type; empty
  /// where there is nothing}
  ///
  /// @param type of the sequence, qualified
  /// @param item the type of the items, qualified
  /// @param path to the sequence, as [#paths] spells it
  default Optional<Packing> packing(String type, String item, String path) {
    return Optional.empty();
  }

  /// Whether the instances of a type are compiled code.
  ///
  /// @param type qualified
  default boolean isCode(String type) {
    return false;
  }

  /// Whether objects are mere memory: the allocator's accounts tell all that is to be told of them,
  /// and those of one size are of one kind.
  default boolean isMereMemory() {
    return false;
  }

  /// {@return how the explanation of an object begins}
  ///
  /// @param shallow its own size in bytes, as it is printed
  default String ownSize(String shallow) {
    return shallow + " its own, ";
  }

  /// {@return what the program's own tools say of an object's size; empty for none}
  default String toolSentence(ToolSizes sizes) {
    return "";
  }

  /// Whether [ToolSizes#least] and [ToolSizes#most] mean something: bounds by the layout of the
  /// type, where the object itself cannot be read again.
  default boolean hasToolSizes() {
    return false;
  }

  /// Whether a tool of its own prints what an object is field by field: the runtime does so, too.
  default boolean describesObjects() {
    return false;
  }

  /// {@return the field of an object's head that leads to another part of it; empty where objects
  /// are one piece}
  default String pointerTo(ObjectPart part) {
    return "";
  }

  /// {@return the name of a buffer that the runtime describes under another}
  default String buffer(String detail) {
    return detail;
  }

  /// The bytes by which two objects are compared: a size, and what follows to the object's end.
  /// Offsets in bytes from the object's address.
  ///
  /// @param size where the size stands
  /// @param sizeEnd where it ends
  /// @param start where the contents begin
  record Content(long size, long sizeEnd, long start) {}

  /// What is said of an object's size.
  ///
  /// @param shallow in bytes, as it is printed
  /// @param least what the program's own tool says at the least, in bytes
  /// @param most and at the most
  record ToolSizes(String shallow, long least, long most) {}
}
