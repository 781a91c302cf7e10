package dev.fathom.lab.process;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.fathom.lab.machine.MachineException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/// A shared library of the model: an ELF file with a page of headers and dynamic symbols, and
/// variables behind it.
///
/// It is written from the gABI ("Elf64_Ehdr", "Elf64_Phdr", "Elf64_Sym", "Elf64_Dyn", "Hash
/// Table"), and only so far that a reader of loaded images finds the symbols.
public final class ModelLibrary {
  private static final int HEADER_BYTES = 64;
  private static final int SEGMENT_BYTES = 56;
  private static final int SEGMENTS = 3;
  private static final int SYMBOL_BYTES = 24;
  private static final int DYNAMIC_BYTES = 16;
  private static final int DYNAMIC_ENTRIES = 6;

  private static final int PT_LOAD = 1;
  private static final int PT_DYNAMIC = 2;
  private static final int READ = 4;
  private static final int READ_WRITE = 6;
  private static final int GLOBAL_OBJECT = 0x11;
  private static final int DATA_SECTION = 1;

  private static final long DT_HASH = 4;
  private static final long DT_STRTAB = 5;
  private static final long DT_SYMTAB = 6;
  private static final long DT_STRSZ = 10;
  private static final long DT_SONAME = 14;

  private final String name;
  private final Map<String, Integer> symbols;
  private final int dataBytes;

  private ModelLibrary(String name, Map<String, Integer> symbols, int dataBytes) {
    this.name = name;
    this.symbols = symbols;
    this.dataBytes = dataBytes;
  }

  /// {@return a library}
  ///
  /// @param name also its soname
  /// @param dataBytes of its variables, which begin as zeros
  /// @param symbols where in the variables each exported name is
  public static ModelLibrary of(String name, int dataBytes, Map<String, Integer> symbols) {
    return new ModelLibrary(name, new LinkedHashMap<>(symbols), dataBytes);
  }

  /// {@return the address of its variables once it is loaded into a process}
  public long load(ModelProcess process) {
    long base = process.load(process.machine().file(name, file()), 1);
    return base + ModelProcess.PAGE_BYTES;
  }

  private byte[] file() {
    int page = ModelProcess.PAGE_BYTES;
    int data = Math.ceilDiv(dataBytes, page) * page;
    ByteBuffer file = ByteBuffer.allocate(page + data).order(ByteOrder.LITTLE_ENDIAN);
    StringBuilder names = new StringBuilder("\0");
    int table = HEADER_BYTES + SEGMENTS * SEGMENT_BYTES;
    int hash = table + (symbols.size() + 1) * SYMBOL_BYTES;
    int dynamic = hash + 2 * Integer.BYTES;
    int texts = dynamic + DYNAMIC_ENTRIES * DYNAMIC_BYTES;
    int at = table + SYMBOL_BYTES;
    for (Map.Entry<String, Integer> symbol : symbols.entrySet()) {
      file.putInt(at, names.length()).put(at + 4, (byte) GLOBAL_OBJECT);
      file.putShort(at + 6, (short) DATA_SECTION);
      file.putLong(at + 8, page + (long) symbol.getValue()).putLong(at + 16, Long.BYTES);
      names.append(symbol.getKey()).append('\0');
      at += SYMBOL_BYTES;
    }
    int soname = names.length();
    names.append(name).append('\0');
    if (texts + names.length() > page) {
      throw new MachineException(name + " has more symbols than fit into a page");
    }
    header(file);
    segment(file, 0, PT_LOAD, READ, 0, page);
    segment(file, 1, PT_LOAD, READ_WRITE, page, data);
    segment(file, 2, PT_DYNAMIC, READ, dynamic, DYNAMIC_ENTRIES * DYNAMIC_BYTES);
    file.putInt(hash, 0).putInt(hash + 4, symbols.size() + 1);
    long[] entries = {
      DT_HASH, hash, DT_SYMTAB, table, DT_STRTAB, texts, DT_STRSZ, names.length(), DT_SONAME, soname
    };
    for (int entry = 0; entry < entries.length; entry++) {
      file.putLong(dynamic + entry * Long.BYTES, entries[entry]);
    }
    file.put(texts, names.toString().getBytes(US_ASCII));
    return file.array();
  }

  private static void header(ByteBuffer file) {
    file.put(0, new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}); // 64 bits, little-endian, version 1
    file.putShort(16, (short) 3); // ET_DYN
    file.putShort(18, (short) 62); // EM_X86_64
    file.putInt(20, 1);
    file.putLong(32, HEADER_BYTES);
    file.putShort(52, (short) HEADER_BYTES);
    file.putShort(54, (short) SEGMENT_BYTES).putShort(56, (short) SEGMENTS);
  }

  private static void segment(
      ByteBuffer file, int number, int type, int flags, long offset, long bytes) {
    int at = HEADER_BYTES + number * SEGMENT_BYTES;
    file.putInt(at, type).putInt(at + 4, flags).putLong(at + 8, offset);
    file.putLong(at + 16, offset).putLong(at + 24, offset);
    file.putLong(at + 32, bytes).putLong(at + 40, bytes).putLong(at + 48, ModelProcess.PAGE_BYTES);
  }
}
