package dev.fathom.model.machine;

/// Something that a look at a process needs, or is better with, and whether it can be had.
///
/// @param id for programs; does not change
/// @param what it is
/// @param grant whether this machine and user have it
/// @param found why
/// @param remedy what helps; empty where nothing is amiss
public record Ability(String id, String what, Grant grant, String found, String remedy) {
  /// Whether it can be had.
  public enum Grant {
    /// All of it.
    YES("yes"),
    /// With less than Fathom could do, or more slowly.
    PARTLY("partly"),
    /// Not at all.
    NO("no");

    private final String id;

    Grant(String id) {
      this.id = id;
    }

    /// {@return what it is called in answers}
    public String id() {
      return id;
    }
  }

  /// What can be had.
  public static Ability had(String id, String what, String found) {
    return new Ability(id, what, Grant.YES, found, "");
  }

  /// What can be had in part.
  public static Ability partly(String id, String what, String found, String remedy) {
    return new Ability(id, what, Grant.PARTLY, found, remedy);
  }

  /// What cannot be had.
  public static Ability missing(String id, String what, String found, String remedy) {
    return new Ability(id, what, Grant.NO, found, remedy);
  }
}
