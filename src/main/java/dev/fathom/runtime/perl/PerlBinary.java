package dev.fathom.runtime.perl;

import dev.fathom.elf.ElfFormatException;
import dev.fathom.runtime.perl.layout.PerlLayout;
import dev.fathom.runtime.perl.layout.PerlLayouts;
import dev.fathom.target.LoadedModule;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The program or library that perl is in. What it exports for its extensions names it, in stripped
/// ones too, and also where a program embeds it.
///
/// @param module the program, or `libperl`
/// @param minor 36 of 5.36.0
/// @param version `5.36.0`
/// @param threaded whether its variables are in a struct for each interpreter; else they are the
///   module's own
/// @param layout its structs
record PerlBinary(
    LoadedModule module, int minor, String version, boolean threaded, PerlLayout layout) {
  /// A variable of an interpreter: exported by itself only where there can be but one interpreter.
  private static final String SINGLE = "PL_sv_arenaroot";

  private static final String CURRENT = "PL_curinterp";

  static Optional<PerlBinary> find(Target target) {
    Words words = new Words(target.memory());
    for (LoadedModule module : target.modules()) {
      boolean single = module.address(SINGLE).isPresent();
      if (single || module.address(CURRENT).isPresent()) {
        OptionalLong minor = module.address("PL_version");
        if (minor.isPresent()) {
          return Optional.of(of(module, minor.getAsLong(), !single, words));
        }
      }
    }
    return Optional.empty();
  }

  private static PerlBinary of(LoadedModule module, long minorAt, boolean threaded, Words words) {
    int minor = words.u8(minorAt);
    OptionalLong subversion = module.address("PL_subversion");
    String last = subversion.isPresent() ? "." + words.u8(subversion.getAsLong()) : "";
    return new PerlBinary(module, minor, "5." + minor + last, threaded, PerlLayouts.nearest(minor));
  }

  /// {@return the interpreter that the program made first; 0 where there is none yet}
  long mainInterpreter(Words words) {
    OptionalLong current = module.address(CURRENT);
    return current.isPresent() ? words.u64(current.getAsLong()) : 0;
  }

  boolean stripped() {
    try {
      return module.image().isStripped();
    } catch (ElfFormatException malformed) {
      return true; // no section table to be read: nothing there to name anything
    }
  }

  /// {@return what may be missing in the answer, a sentence each}
  List<String> limits() {
    return PerlLayouts.knows(minor)
        ? List.of()
        : List.of(
            "the layout of perl "
                + version
                + " is not known: it is read as perl "
                + layout.version()
                + ", as far as its own counts confirm that");
  }
}
