package dev.fathom.lab.process;

import dev.fathom.lab.machine.BackingFile;
import dev.fathom.lab.machine.Machine;
import dev.fathom.lab.machine.MachineArea;
import dev.fathom.lab.machine.MachineException;
import dev.fathom.lab.machine.Row;
import dev.fathom.lab.machine.Shape;
import dev.fathom.lab.machine.Task;
import dev.fathom.lab.machine.Usage;

/// A process of pages of 4 KiB, as it sees itself. Every word that it reads or writes goes through
/// the machine's page tables: pages fault, are copied after a fork, and are evicted there.
public final class ModelProcess {
  public static final int PAGE_BYTES = 4096;

  /// 64 GiB of addresses.
  private static final int PAGES = 1 << 24;

  private static final long HEAP_START = 0x5_5555_5000L;
  private static final long MAPPINGS_END = 0xf_0000_0000L;
  private static final long LIBRARIES_START = 0xf_4000_0000L;
  private static final String HEAP = "heap";
  private static final String MAPPING = "anonymous";

  private final Machine machine;
  private final Task task;
  private long heapEnd = HEAP_START;
  private long mappingsStart = MAPPINGS_END;
  private long librariesEnd = LIBRARIES_START;

  private ModelProcess(Machine machine, Task task) {
    this.machine = machine;
    this.task = task;
  }

  /// {@return a machine on which such processes can run}
  ///
  /// @param frames pages of RAM; with the swap at most 65,536
  /// @param swapSlots pages of swap
  public static Machine machine(int frames, int swapSlots) {
    return new Machine(new Shape(PAGE_BYTES, PAGES, frames, swapSlots));
  }

  /// {@return a process that has nothing but its addresses}
  public static ModelProcess start(Machine machine, String name) {
    if (machine.shape().pageSize() != PAGE_BYTES || machine.shape().pages() != PAGES) {
      throw new MachineException("such a process needs pages of 4096 bytes and 2^24 of them");
    }
    return new ModelProcess(machine, machine.start(name));
  }

  /// {@return a child that shares all pages until one of the two writes to them}
  public ModelProcess fork(String name) {
    ModelProcess child = new ModelProcess(machine, machine.fork(task, name));
    child.heapEnd = heapEnd;
    child.mappingsStart = mappingsStart;
    child.librariesEnd = librariesEnd;
    return child;
  }

  public Machine machine() {
    return machine;
  }

  public Task task() {
    return task;
  }

  public Usage usage() {
    return machine.usage(task);
  }

  /// {@return the word at an address that is a multiple of eight}
  ///
  /// @throws MachineException on a segmentation fault, and where no frame is left
  public long word(long address) {
    return machine.word(task, address);
  }

  /// Writes a word; the same holds.
  public void word(long address, long value) {
    machine.word(task, address, value);
  }

  /// {@return the four bytes at an address that is a multiple of four, as they are signed}
  public int half(long address) {
    return (int) (word(address & -Long.BYTES) >>> shift(address));
  }

  /// Writes four bytes.
  public void half(long address, int value) {
    long at = address & -Long.BYTES;
    int shift = shift(address);
    long others = word(at) & ~(0xffff_ffffL << shift);
    word(at, others | (value & 0xffff_ffffL) << shift);
  }

  private static int shift(long address) {
    return (int) (address & Integer.BYTES) * Byte.SIZE;
  }

  /// Copies words, as `memcpy` does.
  ///
  /// @param bytes rounded up to whole words
  public void copy(long from, long to, long bytes) {
    for (long at = 0; at < bytes; at += Long.BYTES) {
      word(to + at, word(from + at));
    }
  }

  /// Writes zeros.
  ///
  /// @param bytes rounded up to whole words
  public void clear(long from, long bytes) {
    for (long at = 0; at < bytes; at += Long.BYTES) {
      word(from + at, 0);
    }
  }

  /// {@return the end of the heap}
  public long brk() {
    return heapEnd;
  }

  /// Moves the end of the heap.
  ///
  /// @param bytes whole pages; negative to give memory back
  /// @return where the end was before
  public long sbrk(long bytes) {
    int pages = pages(bytes);
    long before = heapEnd;
    if (before == HEAP_START && pages > 0) {
      machine.map(task, MachineArea.anonymous(page(before), pages, true, HEAP));
    } else if (before + bytes == HEAP_START && pages < 0) {
      machine.unmap(task, page(HEAP_START), -pages);
    } else if (pages != 0) {
      machine.grow(task, HEAP, pages);
    }
    heapEnd += bytes;
    return before;
  }

  /// {@return the address of new private memory, which begins as zeros} It lies below all that was
  /// mapped before, as the kernel does it.
  ///
  /// @param bytes whole pages
  public long map(long bytes) {
    long address = mappingsStart - bytes;
    machine.map(task, MachineArea.anonymous(page(address), pages(bytes), true, MAPPING));
    mappingsStart = address;
    return address;
  }

  /// Gives mapped memory back.
  public void unmap(long address, long bytes) {
    machine.unmap(task, page(address), pages(bytes));
    if (address == mappingsStart) {
      mappingsStart += bytes;
    }
  }

  /// {@return where a mapping is after it was made longer or shorter: its pages move, and are not
  /// copied}
  public long remap(long address, long bytes, long wanted) {
    if (wanted <= bytes) {
      if (wanted < bytes) {
        machine.unmap(task, page(address + wanted), pages(bytes - wanted));
      }
      return address;
    }
    long moved = mappingsStart - wanted;
    machine.move(task, page(address), pages(bytes), page(moved));
    machine.map(
        task, MachineArea.anonymous(page(moved + bytes), pages(wanted - bytes), true, MAPPING));
    machine.merge(task, page(moved));
    mappingsStart = moved;
    return moved;
  }

  /// Gives the frames of whole pages back but keeps the addresses, as `madvise(MADV_DONTNEED)`.
  public void discard(long address, long bytes) {
    machine.discard(task, page(address), pages(bytes));
  }

  /// Maps a file whole.
  ///
  /// @return where it begins
  public long load(BackingFile file, int readOnlyPages) {
    long address = librariesEnd;
    machine.map(task, MachineArea.of(file, 0, page(address), readOnlyPages, false, false));
    int writable = file.pages() - readOnlyPages;
    if (writable > 0) {
      machine.map(
          task,
          MachineArea.of(
              file, readOnlyPages, page(address) + readOnlyPages, writable, true, false));
    }
    librariesEnd = address + (file.pages() + 1L) * PAGE_BYTES;
    return address;
  }

  /// {@return whether the page at an address has a frame}
  public boolean isResident(long address) {
    Row row = machine.row(task, page(address));
    return row.isPresent();
  }

  private static int page(long address) {
    if (address < 0 || address % PAGE_BYTES != 0 || address / PAGE_BYTES >= PAGES) {
      throw new MachineException("no page begins at 0x" + Long.toHexString(address));
    }
    return (int) (address / PAGE_BYTES);
  }

  private static int pages(long bytes) {
    if (bytes % PAGE_BYTES != 0 || Math.abs(bytes / PAGE_BYTES) > PAGES) {
      throw new MachineException(bytes + " bytes are not whole pages that a process can have");
    }
    return (int) (bytes / PAGE_BYTES);
  }
}
