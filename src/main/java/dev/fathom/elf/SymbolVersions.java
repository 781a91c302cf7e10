package dev.fathom.elf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The versions of symbols that an image has and wants (gABI has none; "ELF Symbol Versioning" of
/// the Linux Standard Base, chapter "Symbol Versioning").
///
/// @param defined those that it has, in the order of the file
/// @param needed those that it wants from others, in the order of the file
public record SymbolVersions(List<Defined> defined, List<Needed> needed) {
  /// The versions of an image that has none.
  static final SymbolVersions NONE = new SymbolVersions(List.of(), List.of());

  // Elf64_Verdef and Elf64_Verdaux.
  private static final int VD_FLAGS = 2;
  private static final int VD_NDX = 4;
  private static final int VD_AUX = 12;
  private static final int VD_NEXT = 16;
  private static final int VERDEF_BYTES = 20;
  private static final int VDA_NAME = 0;

  /// The version that is the name of the library itself.
  private static final int VER_FLG_BASE = 1;

  // Elf64_Verneed and Elf64_Vernaux.
  private static final int VN_CNT = 2;
  private static final int VN_FILE = 4;
  private static final int VN_AUX = 8;
  private static final int VN_NEXT = 12;
  private static final int VERNEED_BYTES = 16;
  private static final int VNA_FLAGS = 4;
  private static final int VNA_OTHER = 6;
  private static final int VNA_NAME = 8;
  private static final int VNA_NEXT = 12;
  private static final int VERNAUX_BYTES = 16;
  private static final int VER_FLG_WEAK = 2;
  private static final int NUMBER = 0x7fff;

  /// Their numbers have 15 bits.
  private static final int MOST = 1 << 15;

  /// A version that an image has.
  ///
  /// @param number that its symbols carry
  /// @param name such as `GLIBC_2.34`
  /// @param isBase whether it is the library itself and no version
  public record Defined(int number, String name, boolean isBase) {}

  /// A version that an image wants.
  ///
  /// @param number that its symbols carry
  /// @param name such as `GLIBC_2.34`
  /// @param library that has it, as the image was linked
  /// @param isWeak whether it does without
  public record Needed(int number, String name, String library, boolean isWeak) {}

  public SymbolVersions {
    defined = List.copyOf(defined);
    needed = List.copyOf(needed);
  }

  /// {@return the version of that number that it has}
  public Optional<Defined> defined(int number) {
    return defined.stream().filter(each -> each.number() == number && !each.isBase()).findFirst();
  }

  /// {@return the version of that number that it wants}
  public Optional<Needed> needed(int number) {
    return needed.stream().filter(each -> each.number() == number).findFirst();
  }

  /// @param definitions position of the table of what it has, -1 for none
  /// @param needs position of the table of what it wants, -1 for none
  static SymbolVersions read(ImageBytes image, StringTable names, long definitions, long needs)
      throws ElfFormatException {
    ImageBytes bytes = image.view();
    return new SymbolVersions(
        definitions < 0 ? List.of() : definitions(bytes, names, definitions),
        needs < 0 ? List.of() : needs(bytes, names, needs));
  }

  private static List<Defined> definitions(ImageBytes bytes, StringTable names, long start)
      throws ElfFormatException {
    List<Defined> found = new ArrayList<>();
    long at = start;
    for (long step = 1; step != 0; at += step) {
      bytes.require(at, VERDEF_BYTES);
      check(bytes, at, found.size());
      found.add(
          new Defined(
              bytes.u16(at + VD_NDX) & NUMBER,
              names.at(bytes.u32(at + bytes.u32(at + VD_AUX) + VDA_NAME)),
              (bytes.u16(at + VD_FLAGS) & VER_FLG_BASE) != 0));
      step = bytes.u32(at + VD_NEXT);
    }
    return found;
  }

  private static List<Needed> needs(ImageBytes bytes, StringTable names, long start)
      throws ElfFormatException {
    List<Needed> found = new ArrayList<>();
    long at = start;
    int libraries = 0;
    for (long step = 1; step != 0; at += step) {
      bytes.require(at, VERNEED_BYTES);
      check(bytes, at, libraries++);
      String library = names.at(bytes.u32(at + VN_FILE));
      int versions = bytes.u16(at + VN_CNT);
      long each = at + bytes.u32(at + VN_AUX);
      for (int i = 0; i < versions; i++) {
        bytes.require(each, VERNAUX_BYTES);
        check(bytes, each, found.size());
        found.add(
            new Needed(
                bytes.u16(each + VNA_OTHER) & NUMBER,
                names.at(bytes.u32(each + VNA_NAME)),
                library,
                (bytes.u16(each + VNA_FLAGS) & VER_FLG_WEAK) != 0));
        each += bytes.u32(each + VNA_NEXT);
      }
      step = bytes.u32(at + VN_NEXT);
    }
    return found;
  }

  private static void check(ImageBytes bytes, long at, int found) throws ElfFormatException {
    if (found >= MOST) {
      throw bytes.malformed(at, "a list of versions without an end");
    }
  }
}
