package dev.fathom.survey.linking;

import dev.fathom.elf.Relocations;
import dev.fathom.model.linking.RelocationColumns.Kind;

/// What the numbers of relocations mean, of the machines that have 64 bits and the lowest byte
/// first: from the processor supplements of the System V ABI.
enum RelocationKinds {
  X86_64 {
    @Override
    Kind of(int number) {
      return switch (number) {
        case 1, 6 -> Kind.SYMBOL; // R_X86_64_64, GLOB_DAT
        case 5 -> Kind.COPY;
        case 7 -> Kind.CALL; // JUMP_SLOT
        case 8, 38 -> Kind.RELATIVE;
        case 16, 17, 18, 36 -> Kind.THREAD; // DTPMOD64, DTPOFF64, TPOFF64, TLSDESC
        case 37 -> Kind.CHOSEN; // IRELATIVE
        default -> Kind.OTHER;
      };
    }
  },
  AARCH64 {
    @Override
    Kind of(int number) {
      return switch (number) {
        case 257, 1025 -> Kind.SYMBOL; // R_AARCH64_ABS64, GLOB_DAT
        case 1024 -> Kind.COPY;
        case 1026 -> Kind.CALL;
        case 1027 -> Kind.RELATIVE;
        case 1028, 1029, 1030, 1031 -> Kind.THREAD;
        case 1032 -> Kind.CHOSEN;
        default -> Kind.OTHER;
      };
    }
  },
  RISCV {
    @Override
    Kind of(int number) {
      return switch (number) {
        case 2 -> Kind.SYMBOL; // R_RISCV_64
        case 3 -> Kind.RELATIVE;
        case 4 -> Kind.COPY;
        case 5 -> Kind.CALL;
        case 7, 9, 11, 12 -> Kind.THREAD;
        case 58 -> Kind.CHOSEN;
        default -> Kind.OTHER;
      };
    }
  },
  UNKNOWN {
    @Override
    Kind of(int number) {
      return Kind.OTHER;
    }
  };

  abstract Kind of(int number);

  /// {@return those of a machine, by its name}
  static RelocationKinds of(String machine) {
    return switch (machine) {
      case "x86-64" -> X86_64;
      case "aarch64" -> AARCH64;
      case "riscv" -> RISCV;
      default -> UNKNOWN;
    };
  }

  /// {@return what a relocation fills in}
  Kind of(Relocations all, int index) {
    int number = all.kind(index);
    return number == Relocations.RELATIVE_IN_RELR ? Kind.RELATIVE : of(number);
  }
}
