package dev.fathom.target.core;

import dev.fathom.elf.ProgramHeader;
import dev.fathom.model.Identity;
import dev.fathom.model.memory.Mapping;
import dev.fathom.target.Target;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Makes the beginning of a core: ELF header, program headers, notes; as the kernel would
/// (`fs/binfmt_elf.c`).
final class CoreHeader {
  // gABI, "ELF Header"
  private static final int HEADER_BYTES = 64;
  private static final int PROGRAM_HEADER_BYTES = 56;
  private static final int SECTION_HEADER_BYTES = 64;
  private static final byte[] IDENTIFICATION = {0x7f, 'E', 'L', 'F', 2, 1, 1, 0};
  private static final short ET_CORE = 4;
  private static final short EM_X86_64 = 62;
  private static final int EV_CURRENT = 1;

  /// So many program headers are counted in the one section header instead.
  private static final int PN_XNUM = 0xffff;

  private static final int PAGE_BYTES = 4096;

  private static final String CORE = "CORE";
  private static final int NT_PRSTATUS = 1;
  private static final int NT_PRPSINFO = 3;
  private static final int NT_AUXV = 6;
  private static final int NT_FILE = 0x46494c45;

  private static final int NOTE_ALIGNMENT = 4;
  private static final int NOTE_HEADER_BYTES = 12;

  // struct elf_prstatus, struct elf_prpsinfo
  private static final int PRSTATUS_BYTES = 336;
  private static final int PRSTATUS_PID = 32;
  private static final int PRSTATUS_REGISTERS = 112;
  private static final int PRPSINFO_BYTES = 136;
  private static final int PRPSINFO_PID = 24;
  private static final int PRPSINFO_NAME = 40;
  private static final int PRPSINFO_NAME_BYTES = 16;
  private static final int PRPSINFO_ARGUMENTS = 56;
  private static final int PRPSINFO_ARGUMENTS_BYTES = 80;

  // struct user_regs_struct, for a thread of which the stack pointer alone is known
  private static final int REGISTER_RSP = 152;
  private static final int REGISTER_FS_BASE = 168;

  private final ByteArrayOutputStream notes = new ByteArrayOutputStream();
  private final List<Part> parts;

  /// A part of the address space.
  ///
  /// @param held whether its bytes follow in the core
  record Part(long start, long end, int flags, boolean held) {}

  CoreHeader(List<Part> parts) {
    this.parts = parts;
  }

  /// Who the process is.
  void addProcess(Identity identity) {
    ByteBuffer information = buffer(PRPSINFO_BYTES);
    information.putInt(PRPSINFO_PID, identity.process());
    String executable = identity.executable();
    String name = executable.substring(executable.lastIndexOf('/') + 1);
    put(information, PRPSINFO_NAME, PRPSINFO_NAME_BYTES, name);
    put(
        information,
        PRPSINFO_ARGUMENTS,
        PRPSINFO_ARGUMENTS_BYTES,
        String.join(" ", identity.commandLine()));
    add(CORE, NT_PRPSINFO, information);
  }

  /// @param registers in the order of `struct user_regs_struct`, or none
  void addThread(Target.ThreadState thread, List<Long> registers) {
    ByteBuffer status = buffer(PRSTATUS_BYTES);
    status.putInt(PRSTATUS_PID, thread.id());
    status.putLong(PRSTATUS_REGISTERS + REGISTER_RSP, thread.stackPointer());
    status.putLong(PRSTATUS_REGISTERS + REGISTER_FS_BASE, thread.threadPointer());
    for (int register = 0; register < registers.size(); register++) {
      status.putLong(PRSTATUS_REGISTERS + register * Long.BYTES, registers.get(register));
    }
    add(CORE, NT_PRSTATUS, status);
  }

  void addAuxiliaryVector(byte[] vector) {
    add(CORE, NT_AUXV, ByteBuffer.wrap(vector));
  }

  /// The list of mapped files, offsets in pages.
  void addFiles(List<Mapping> mappings) {
    List<Mapping> files = mappings.stream().filter(Mapping::ofFile).toList();
    List<byte[]> names =
        files.stream()
            .map(mapping -> mapping.name().getBytes(StandardCharsets.ISO_8859_1))
            .toList();
    int nameBytes = names.stream().mapToInt(name -> name.length + 1).sum();
    ByteBuffer list = buffer((2 + 3 * files.size()) * Long.BYTES + nameBytes);
    list.putLong(files.size()).putLong(PAGE_BYTES);
    for (Mapping file : files) {
      list.putLong(file.start()).putLong(file.end()).putLong(file.fileOffset() / PAGE_BYTES);
    }
    names.forEach(name -> list.put(name).put((byte) 0));
    add(CORE, NT_FILE, list.flip());
  }

  void add(String name, int type, ByteBuffer descriptor) {
    byte[] text = (name + "\0").getBytes(StandardCharsets.US_ASCII);
    byte[] content = content(descriptor);
    ByteBuffer head = buffer(NOTE_HEADER_BYTES);
    head.putInt(text.length).putInt(content.length).putInt(type);
    notes.writeBytes(content(head));
    writePadded(text);
    writePadded(content);
  }

  private static byte[] content(ByteBuffer buffer) {
    ByteBuffer bytes = buffer.duplicate().rewind();
    byte[] content = new byte[bytes.remaining()];
    bytes.get(content);
    return content;
  }

  private void writePadded(byte[] bytes) {
    notes.writeBytes(bytes);
    notes.writeBytes(new byte[-bytes.length & (NOTE_ALIGNMENT - 1)]);
  }

  /// {@return the pieces that the core begins with; the bytes of the parts that are held follow
  /// them, each page at a multiple of its size}
  List<ByteBuffer> bytes() {
    int count = parts.size() + 1;
    boolean many = count >= PN_XNUM;
    long tableBytes = (long) count * PROGRAM_HEADER_BYTES;
    long sections = many ? HEADER_BYTES + tableBytes : 0;
    long notesStart = HEADER_BYTES + tableBytes + (many ? SECTION_HEADER_BYTES : 0);
    long memoryStart = notesStart + notes.size() + PAGE_BYTES - 1 & -PAGE_BYTES;

    List<ByteBuffer> pieces = new ArrayList<>();
    ByteBuffer header = buffer(HEADER_BYTES);
    header.put(IDENTIFICATION).position(16);
    header.putShort(ET_CORE).putShort(EM_X86_64).putInt(EV_CURRENT);
    header.putLong(0).putLong(HEADER_BYTES).putLong(sections).putInt(0);
    header.putShort((short) HEADER_BYTES).putShort((short) PROGRAM_HEADER_BYTES);
    header.putShort((short) (many ? PN_XNUM : count));
    header
        .putShort((short) SECTION_HEADER_BYTES)
        .putShort((short) (many ? 1 : 0))
        .putShort((short) 0);
    pieces.add(header.rewind());

    pieces.add(program(ProgramHeader.PT_NOTE, 0, notesStart, 0, notes.size(), 0, NOTE_ALIGNMENT));
    long position = memoryStart;
    for (Part part : parts) {
      long bytes = part.end() - part.start();
      long held = part.held() ? bytes : 0;
      pieces.add(
          program(
              ProgramHeader.PT_LOAD,
              part.flags(),
              position,
              part.start(),
              held,
              bytes,
              PAGE_BYTES));
      position += held;
    }
    if (many) {
      ByteBuffer section = buffer(SECTION_HEADER_BYTES);
      section.putInt(44, count); // sh_info of the first section
      pieces.add(section);
    }
    pieces.add(ByteBuffer.wrap(notes.toByteArray()));
    pieces.add(ByteBuffer.allocate((int) (memoryStart - notesStart - notes.size())));
    return pieces;
  }

  private static ByteBuffer program(
      int type, int flags, long offset, long address, long held, long bytes, long alignment) {
    return buffer(PROGRAM_HEADER_BYTES)
        .putInt(type)
        .putInt(flags)
        .putLong(offset)
        .putLong(address)
        .putLong(0)
        .putLong(held)
        .putLong(bytes)
        .putLong(alignment)
        .rewind();
  }

  private static void put(ByteBuffer into, int at, int room, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    into.put(at, bytes, 0, Math.min(bytes.length, room - 1));
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
