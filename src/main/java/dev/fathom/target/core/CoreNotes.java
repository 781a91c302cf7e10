package dev.fathom.target.core;

import dev.fathom.elf.ElfFormatException;
import dev.fathom.elf.ElfImage;
import dev.fathom.elf.Note;
import dev.fathom.target.Target;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the notes of a core say: who the process was, its threads, which files it had mapped.
///
/// The structures are those of x86-64 (`include/uapi/linux/elfcore.h`, `fs/binfmt_elf.c`).
final class CoreNotes {
  private static final String CORE = "CORE";

  private static final int NT_PRSTATUS = 1;
  private static final int NT_PRPSINFO = 3;
  private static final int NT_AUXV = 6;
  private static final int NT_FILE = 0x46494c45;

  // struct elf_prstatus
  private static final long PRSTATUS_SIGNAL = 12;
  private static final long PRSTATUS_PID = 32;
  private static final long PRSTATUS_REGISTERS = 112;
  private static final long PRSTATUS_BYTES = 336;

  // struct user_regs_struct
  private static final long REGISTERS_BYTES = 216;
  private static final long REGISTER_RSP = 152;
  private static final long REGISTER_FS_BASE = 168;

  // struct elf_prpsinfo
  private static final long PRPSINFO_PID = 24;
  private static final long PRPSINFO_NAME = 40;
  private static final long PRPSINFO_NAME_BYTES = 16;
  private static final long PRPSINFO_ARGUMENTS = 56;
  private static final long PRPSINFO_ARGUMENTS_BYTES = 80;
  private static final long PRPSINFO_BYTES = 136;

  // NT_FILE: count, page size, then start, end and offset of each, then their names
  private static final long FILES_COUNT = 0;
  private static final long FILES_PAGE_BYTES = 8;
  private static final long FILES_ENTRIES = 16;
  private static final long FILE_ENTRY_BYTES = 24;
  private static final long FILE_END = 8;
  private static final long FILE_OFFSET = 16;

  private static final long AUXILIARY_BYTES = 16;

  // include/uapi/linux/auxvec.h
  static final long AT_PHDR = 3;
  static final long AT_ENTRY = 9;
  static final long AT_RANDOM = 25;
  static final long AT_SYSINFO_EHDR = 33;

  private static final int MOST_THREADS = 1 << 20;

  private static final ValueLayout.OfLong LE64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort LE16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt LE32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final List<Target.ThreadState> threads = new ArrayList<>();
  private final Map<Integer, List<Long>> registers = new HashMap<>();
  private final List<MappedFile> files = new ArrayList<>();
  private final Map<Long, Long> auxiliary = new HashMap<>();
  private int process;
  private int signal;
  private String name = "";
  private String arguments = "";

  /// A part of a file that was mapped.
  ///
  /// @param offset of its beginning in the file, in bytes
  record MappedFile(long start, long end, long offset, String name) {}

  private final CaptureNotes capture = new CaptureNotes();

  private CoreNotes() {}

  /// {@return what the notes say; nothing where there are none}
  ///
  /// @throws ElfFormatException if they are cut off
  static CoreNotes read(ElfImage core) throws ElfFormatException {
    CoreNotes notes = new CoreNotes();
    core.forEachNote(note -> {
      notes.add(note);
      return true;
    });
    return notes;
  }

  static CoreNotes none() {
    return new CoreNotes();
  }

  private void add(Note note) {
    capture.add(note);
    if (note.is(CORE, NT_PRSTATUS)) {
      addThread(note.descriptor());
    } else if (note.is(CORE, NT_PRPSINFO)) {
      addProcess(note.descriptor());
    } else if (note.is(CORE, NT_AUXV)) {
      addAuxiliary(note.descriptor());
    } else if (note.is(CORE, NT_FILE)) {
      addFiles(note.descriptor());
    }
  }

  private void addThread(MemorySegment status) {
    if (status.byteSize() < PRSTATUS_BYTES || threads.size() == MOST_THREADS) {
      return;
    }
    int thread = status.get(LE32, PRSTATUS_PID);
    if (threads.isEmpty()) {
      signal = status.get(LE16, PRSTATUS_SIGNAL);
    }
    MemorySegment general = status.asSlice(PRSTATUS_REGISTERS, REGISTERS_BYTES);
    registers.put(thread, Arrays.stream(general.toArray(LE64)).boxed().toList());
    threads.add(
        new Target.ThreadState(
            thread,
            status.get(LE64, PRSTATUS_REGISTERS + REGISTER_RSP),
            status.get(LE64, PRSTATUS_REGISTERS + REGISTER_FS_BASE)));
  }

  private void addProcess(MemorySegment information) {
    if (information.byteSize() < PRPSINFO_BYTES) {
      return;
    }
    process = information.get(LE32, PRPSINFO_PID);
    name = text(information.asSlice(PRPSINFO_NAME, PRPSINFO_NAME_BYTES));
    arguments = text(information.asSlice(PRPSINFO_ARGUMENTS, PRPSINFO_ARGUMENTS_BYTES));
  }

  private void addAuxiliary(MemorySegment vector) {
    for (long at = 0; at + AUXILIARY_BYTES <= vector.byteSize(); at += AUXILIARY_BYTES) {
      auxiliary.putIfAbsent(vector.get(LE64, at), vector.get(LE64, at + Long.BYTES));
    }
  }

  /// The kernel counts offsets in pages, gdb in bytes; the field before the entries says which.
  private void addFiles(MemorySegment list) {
    if (list.byteSize() < FILES_ENTRIES) {
      return;
    }
    long count = list.get(LE64, FILES_COUNT);
    long unit = list.get(LE64, FILES_PAGE_BYTES);
    if (count < 0 || count > (list.byteSize() - FILES_ENTRIES) / FILE_ENTRY_BYTES) {
      return;
    }
    long at = FILES_ENTRIES + count * FILE_ENTRY_BYTES;
    for (long i = 0; i < count && at < list.byteSize(); i++) {
      long entry = FILES_ENTRIES + i * FILE_ENTRY_BYTES;
      String path = text(list.asSlice(at));
      at += path.getBytes(StandardCharsets.ISO_8859_1).length + 1;
      files.add(
          new MappedFile(
              list.get(LE64, entry),
              list.get(LE64, entry + FILE_END),
              list.get(LE64, entry + FILE_OFFSET) * unit,
              path));
    }
  }

  /// {@return the text up to a NUL, a character a byte: names are bytes of the target's choosing}
  private static String text(MemorySegment bytes) {
    int length = 0;
    while (length < bytes.byteSize() && bytes.get(ValueLayout.JAVA_BYTE, length) != 0) {
      length++;
    }
    return new String(
        bytes.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
  }

  /// {@return what Fathom wrote beside what the kernel writes}
  CaptureNotes capture() {
    return capture;
  }

  List<Target.ThreadState> threads() {
    return List.copyOf(threads);
  }

  /// {@return the general registers of a thread, in the order of `struct user_regs_struct`; none
  /// where the core does not have them}
  List<Long> registers(int thread) {
    return registers.getOrDefault(thread, List.of());
  }

  /// {@return the mapped files in the order of the core}
  List<MappedFile> files() {
    return files;
  }

  /// {@return the process id; 0 where it is not told}
  int process() {
    return process != 0 ? process : threads.isEmpty() ? 0 : threads.getFirst().id();
  }

  /// {@return the signal that the first thread, which the kernel has die first, was sent; 0 for
  /// none}
  int signal() {
    return signal;
  }

  /// {@return the command's short name}
  String name() {
    return name;
  }

  /// {@return the command line; the kernel keeps its first 79 bytes only, with blanks between the
  /// arguments}
  List<String> commandLine() {
    String line = arguments.strip();
    return line.isEmpty() ? List.of() : List.of(line.split(" ", -1));
  }

  /// {@return an entry of the auxiliary vector, or 0}
  long auxiliary(long type) {
    return auxiliary.getOrDefault(type, 0L);
  }
}
