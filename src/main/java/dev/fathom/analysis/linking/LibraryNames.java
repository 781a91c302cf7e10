package dev.fathom.analysis.linking;

import java.util.regex.Pattern;

/// Which library a file is, whatever its version and whoever packed it.
final class LibraryNames {
  /// What `auditwheel` adds to a library that it puts into a wheel: a part of a hash.
  private static final Pattern PACKED = Pattern.compile("-[0-9a-f]{8}(?=[.-])");

  private static final Pattern VERSION = Pattern.compile("(-[0-9][0-9.]*)?\\.so(\\.[0-9.]+)?$");

  /// OpenBLAS is there with integers of 64 bits, and as SciPy renames it.
  private static final Pattern VARIANT = Pattern.compile("(?<=^lib)scipy_|64_?$");

  private LibraryNames() {}

  /// {@return a name that all its copies have: `libopenblas` for
  /// `libscipy_openblas64_-99b71e71.so`}
  static String common(String name) {
    String plain = VERSION.matcher(PACKED.matcher(name).replaceAll("")).replaceAll("");
    return VARIANT.matcher(plain).replaceAll("");
  }
}
