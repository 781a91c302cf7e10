package dev.fathom.runtime.perl.value;

/// The flags of a sub (`cv.h`; the same from 5.30 to 5.42).
public final class Code {
  public static final int CONSTANT = 0x4;
  public static final int XSUB = 0x8;
  public static final int WEAK_OUTSIDE = 0x10;
  public static final int ANONYMOUS = 0x80;
  public static final int COUNTS_GLOB = 0x400;

  /// Its operations are still being compiled: what stands for the first is their slab
  /// (`CVf_SLABBED`).
  public static final int COMPILED_NOW = 0x800;

  public static final int OWN_FILE_NAME = 0x1000;
  public static final int NAMED = 0x8000;

  /// `op_type` has 9 bits (`op.h`).
  public static final int OPERATION_TYPE = 0x1ff;

  private Code() {}
}
