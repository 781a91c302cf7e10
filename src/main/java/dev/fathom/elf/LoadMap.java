package dev.fathom.elf;

import java.util.List;

/// Finds the bytes of the image that belong to a virtual address. In a file the loadable segments
/// say where they are; a loaded image lies in memory as its addresses say.
sealed interface LoadMap {
  /// {@return the position of the bytes that a segment describes}
  long position(ProgramHeader segment);

  /// {@return the position of what a pointer in the dynamic section points to, -1 for nowhere}
  long position(long pointer);

  /// The layout of a file. **Cost:** a pointer costs a look at each load.
  record InFile(List<ProgramHeader> loads) implements LoadMap {
    @Override
    public long position(ProgramHeader segment) {
      return segment.offset();
    }

    @Override
    public long position(long pointer) {
      for (ProgramHeader load : loads) {
        long within = pointer - load.virtualAddress();
        if (Long.compareUnsigned(within, load.fileSize()) < 0) {
          return load.offset() + within;
        }
      }
      return -1;
    }
  }

  /// The layout of a loaded image.
  ///
  /// @param base where its first byte is in the process
  /// @param origin the virtual address of its first byte in the file
  /// @param span how many bytes it covers, holes included
  record InMemory(long base, long origin, long span) implements LoadMap {
    /// Code reaches its data with 32-bit distances, so what claims to be larger is damaged.
    static final long WIDEST_BYTES = 1L << 32;

    static InMemory of(List<ProgramHeader> loads, long base, ImageBytes bytes)
        throws ElfFormatException {
      for (ProgramHeader load : loads) {
        if ((load.offset() & -ElfImage.PAGE_BYTES) == 0) {
          long origin = load.virtualAddress() - load.offset();
          return new InMemory(base, origin, span(loads, origin, bytes));
        }
      }
      throw bytes.malformed(0, "no segment loads the ELF header");
    }

    private static long span(List<ProgramHeader> loads, long origin, ImageBytes bytes)
        throws ElfFormatException {
      long span = 0;
      for (ProgramHeader load : loads) {
        long start = load.virtualAddress() - origin;
        if (Long.compareUnsigned(start, WIDEST_BYTES) > 0
            || Long.compareUnsigned(load.memorySize(), WIDEST_BYTES - start) > 0) {
          throw bytes.malformed(0, "a segment lies too far from the ELF header");
        }
        span = Math.max(span, start + load.memorySize());
      }
      return span;
    }

    @Override
    public long position(ProgramHeader segment) {
      return segment.virtualAddress() - origin;
    }

    /// The loader of glibc turns the pointers of the dynamic section into addresses of the process,
    /// where it may write to it (`elf_get_dynamic_info`); musl and the kernel's vDSO leave them as
    /// they are in the file.
    @Override
    public long position(long pointer) {
      if (Long.compareUnsigned(pointer - base, span) < 0) {
        return pointer - base;
      }
      return Long.compareUnsigned(pointer - origin, span) < 0 ? pointer - origin : -1;
    }
  }
}
