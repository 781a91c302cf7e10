package dev.fathom.malloc.glibc;

import dev.fathom.target.LoadedModule;
import dev.fathom.target.Words;
import java.util.OptionalLong;

/// The version of a libc: the string that `gnu_get_libc_version` returns, found by decoding that
/// function. It is exported by every glibc and is three instructions long.
final class LibcVersion {
  private static final int ENDBR64 = 0xfa1e0ff3;
  private static final int ENDBR64_BYTES = 4;

  /// `lea rax, [rip + displacement]`
  private static final int LEA_RAX_RIP = 0x058d48;

  private static final int LEA_OPCODE_BYTES = 3;
  private static final int LEA_BYTES = 7;
  private static final int LONGEST = 16;

  private LibcVersion() {}

  /// {@return such as `2.36`; empty where it cannot be told}
  static String of(LoadedModule module, Words words) {
    OptionalLong function = module.address("gnu_get_libc_version");
    if (function.isEmpty()) {
      return "";
    }
    long code = function.getAsLong();
    if (words.u32(code) == ENDBR64) {
      code += ENDBR64_BYTES;
    }
    if ((words.u32(code) & 0xffffff) != LEA_RAX_RIP) {
      return "";
    }
    String version = words.string(code + LEA_BYTES + words.u32(code + LEA_OPCODE_BYTES), LONGEST);
    return version != null && version.matches("2\\.\\d{1,2}[.\\d]*") ? version : "";
  }
}
