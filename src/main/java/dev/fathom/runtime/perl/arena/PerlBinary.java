package dev.fathom.runtime.perl.arena;

import dev.fathom.runtime.perl.layout.PerlLayout;
import dev.fathom.runtime.perl.layout.PerlLayouts;
import dev.fathom.target.LoadedModule;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.ArrayList;
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
/// @param ownMalloc whether it was built with perl's own malloc (`-Dusemymalloc`, `malloc.c`)
/// @param layout its structs
public record PerlBinary(
    LoadedModule module,
    int minor,
    String version,
    boolean threaded,
    boolean ownMalloc,
    PerlLayout layout) {
  /// A variable of an interpreter: exported by itself only where there can be but one interpreter.
  private static final String SINGLE = "PL_sv_arenaroot";

  private static final String CURRENT = "PL_curinterp";
  private static final int LONGEST_OPTIONS = 4096;

  public static Optional<PerlBinary> find(Target target) {
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
    return new PerlBinary(
        module,
        minor,
        "5." + minor + last,
        threaded,
        ownMalloc(module, words),
        PerlLayouts.nearest(minor));
  }

  /// What `perl -V` lists under "Compile-time options", words with spaces between (`perl.c`).
  private static boolean ownMalloc(LoadedModule module, Words words) {
    OptionalLong options = module.address("PL_bincompat_options");
    String text = options.isEmpty() ? null : words.string(options.getAsLong(), LONGEST_OPTIONS);
    return text != null && List.of(text.split(" ", -1)).contains("MYMALLOC");
  }

  /// {@return the interpreter that the program made first; 0 where there is none yet}
  public long mainInterpreter(Words words) {
    OptionalLong current = module.address(CURRENT);
    return current.isPresent() ? words.u64(current.getAsLong()) : 0;
  }

  public boolean stripped() {
    return module.isStripped();
  }

  /// {@return what may be missing in the answer, a sentence each}
  public List<String> limits() {
    List<String> limits = new ArrayList<>();
    if (!PerlLayouts.knows(minor)) {
      limits.add(
          "the layout of perl "
              + version
              + " is not known: it is read as perl "
              + layout.version()
              + ", as far as its own counts confirm that");
    }
    if (ownMalloc) {
      limits.add(
          "this perl has a malloc of its own (usemymalloc), which Fathom does not know: values in"
              + " memory of that are missing here");
    }
    return List.copyOf(limits);
  }
}
