package dev.fathom.lab.linker;

import java.util.List;

/// Why a program cannot be linked, or cannot go on.
public sealed interface LinkError {
  /// What errors are called.
  List<String> KINDS =
      List.of(
          "undefined reference",
          "multiple definition",
          "static link of dynamic object",
          "library not found",
          "version not found",
          "undefined symbol");

  /// {@return what it is called, in two or three words}
  String kind();

  /// {@return the name that it is about}
  String subject();

  /// {@return what the link editor or the loader prints}
  String words();

  /// Nobody on the command line defines a name.
  ///
  /// @param advice what would help, or empty
  record UndefinedReference(String object, String subject, String advice) implements LinkError {
    @Override
    public String kind() {
      return "undefined reference";
    }

    @Override
    public String words() {
      return "ld: " + object + ": undefined reference to `" + subject + "'" + advice;
    }
  }

  /// Two object files define a name.
  record MultipleDefinition(String object, String first, String subject) implements LinkError {
    @Override
    public String kind() {
      return "multiple definition";
    }

    @Override
    public String words() {
      return "ld: "
          + object
          + ": multiple definition of `"
          + subject
          + "'; "
          + first
          + ": first defined here";
    }
  }

  /// A shared library on the command line of a static link.
  record StaticLinkOfShared(String subject) implements LinkError {
    @Override
    public String kind() {
      return "static link of dynamic object";
    }

    @Override
    public String words() {
      return "ld: attempted static link of dynamic object `" + subject + "'";
    }
  }

  /// No library of that soname is installed.
  record LibraryNotFound(String image, String subject) implements LinkError {
    @Override
    public String kind() {
      return "library not found";
    }

    @Override
    public String words() {
      return image
          + ": error while loading shared libraries: "
          + subject
          + ": cannot open shared object file: No such file or directory";
    }
  }

  /// The library of that soname is installed, but is not the one that was linked against.
  record VersionNotFound(String image, String library, String subject) implements LinkError {
    @Override
    public String kind() {
      return "version not found";
    }

    @Override
    public String words() {
      return library + ": version `" + subject + "' not found (required by " + image + ")";
    }
  }

  /// No image of the process defines a name.
  record UndefinedSymbol(String image, String subject) implements LinkError {
    @Override
    public String kind() {
      return "undefined symbol";
    }

    @Override
    public String words() {
      return "symbol lookup error: " + image + ": undefined symbol: " + subject;
    }
  }
}
