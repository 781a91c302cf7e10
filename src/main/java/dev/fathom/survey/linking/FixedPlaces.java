package dev.fathom.survey.linking;

import dev.fathom.elf.LinkSymbols;
import dev.fathom.elf.Symbol;
import dev.fathom.model.linking.LinkObject.FixedPlace;
import java.util.Optional;

/// Which places in an object file for x86-64 a linker refuses in a library:
/// `elf_x86_64_scan_relocs` and `elf_x86_64_relocate_section` of the GNU binutils
/// (`bfd/elf64-x86-64.c`). Numbers and names are those of the processor supplement of the System V
/// ABI.
final class FixedPlaces {
  private FixedPlaces() {}

  /// {@return that it is such a place; empty where it is none}
  ///
  /// @param readOnly whether it stands in memory that is not written
  static Optional<FixedPlace> of(
      int relocation, LinkSymbols symbols, int symbol, boolean readOnly) {
    boolean absolute = symbols.section(symbol) == Symbol.SHN_ABS;
    boolean seen =
        symbols.binding(symbol) != Symbol.STB_LOCAL
            && symbols.visibility(symbol) == LinkSymbols.STV_DEFAULT;
    return switch (relocation) {
      case 10 -> when(!absolute, "R_X86_64_32", true);
      case 11 -> when(!absolute, "R_X86_64_32S", true);
      case 12 -> when(!absolute, "R_X86_64_16", true);
      case 14 -> when(!absolute, "R_X86_64_8", true);
      case 2 -> when(seen && readOnly, "R_X86_64_PC32", false);
      case 13 -> when(seen && readOnly, "R_X86_64_PC16", false);
      case 15 -> when(seen && readOnly, "R_X86_64_PC8", false);
      case 23 -> when(true, "R_X86_64_TPOFF32", false);
      default -> Optional.empty();
    };
  }

  private static Optional<FixedPlace> when(boolean holds, String name, boolean inPrograms) {
    return holds ? Optional.of(new FixedPlace(name, "", inPrograms)) : Optional.empty();
  }
}
