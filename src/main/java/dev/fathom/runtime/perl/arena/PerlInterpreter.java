package dev.fathom.runtime.perl.arena;

import dev.fathom.elf.ElfFormatException;
import dev.fathom.elf.Symbol;
import dev.fathom.elf.SymbolTable;
import dev.fathom.malloc.StaticData;
import dev.fathom.runtime.perl.layout.PerlLayout;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/// The variables of one interpreter (`intrpvar.h`): where they stand in the process.
///
/// The layout's offsets are believed for the words that tell themselves to be right: the count of
/// values beside the roots of their arenas. Where these stand elsewhere, in a perl that was
/// configured otherwise, they are looked for, and so is what else is needed.
public final class PerlInterpreter {
  private static final int HEADS_AN_ARENA = 170; // PERL_ARENA_SIZE / sizeof(SV)
  private static final int BODY_ARENAS_A_SET = 169; // ARENAS_PER_SET
  private static final long ARENA_COUNT = 8; // the first slot's sv_refcnt (`sv_add_arena`)
  private static final long SET_SIZE = 8;
  private static final long SET_CURRENT = 12;

  private static final long ALIGNMENT = 16;
  private static final int MOST_IN_VARIABLES = 1 << 12;

  /// glibc's `struct pthread` begins at the thread pointer and has the first thread-specific values
  /// in it (`nptl/descr.h`).
  private static final long THREAD_DESCRIPTOR_BYTES = 0x900;

  /// The variables that hold stacks of words.
  static final List<String> STACKS = List.of("tmps_stack", "savestack", "markstack", "scopestack");

  private final long start;
  private final long bytes;
  private final Map<String, Long> variables;
  private final List<Variable> values = new ArrayList<>();

  /// A variable and what stood in it.
  ///
  /// @param name without `PL_`; `+0x1c8` where only its place in the struct is known
  public record Variable(String name, long value) {}

  private PerlInterpreter(long start, long bytes, Map<String, Long> variables) {
    this.start = start;
    this.bytes = bytes;
    this.variables = variables;
  }

  /// Finds the interpreters to which static variables lead: a host that has several knows them.
  /// **Cost**: see [StaticData#find].
  public static Set<Long> inVariables(PerlBinary binary, Target target) {
    Set<Long> found = new LinkedHashSet<>();
    if (binary.threaded()) {
      Words words = new Words(target.memory());
      StaticData.find(
          target,
          at -> {
            long candidate = words.u64(at);
            if (candidate != 0
                && candidate % ALIGNMENT == 0
                && found.size() < MOST_IN_VARIABLES
                && StaticData.leadsToMemory(target, candidate)
                && isInterpreter(candidate, binary.layout(), words)) {
              found.add(candidate);
            }
            return false;
          });
    }
    return found;
  }

  /// Finds the interpreters of a target that is held.
  ///
  /// @param inVariables addresses of such as were found before
  public static List<PerlInterpreter> find(
      PerlBinary binary, Set<Long> inVariables, Target target, Words words) {
    if (!binary.threaded()) {
      PerlInterpreter single = single(binary);
      single.read(words);
      return List.of(single);
    }
    Set<Long> addresses = new LinkedHashSet<>();
    addresses.add(binary.mainInterpreter(words));
    for (Target.ThreadState thread : target.threads()) {
      addThread(thread.threadPointer(), binary.layout(), words, addresses);
    }
    for (long address : inVariables) {
      if (isInterpreter(address, binary.layout(), words)) {
        addresses.add(address); // has not ended meanwhile
      }
    }
    List<PerlInterpreter> found = new ArrayList<>();
    for (long address : addresses) {
      if (address != 0) {
        PerlInterpreter interpreter = at(address, binary.layout(), words);
        interpreter.read(words);
        found.add(interpreter);
      }
    }
    return found;
  }

  /// Each thread has its own interpreter as a thread-specific value (`PL_thr_key`).
  private static void addThread(
      long threadPointer, PerlLayout layout, Words words, Set<Long> addresses) {
    if (threadPointer == 0) {
      return;
    }
    for (long at = threadPointer; at < threadPointer + THREAD_DESCRIPTOR_BYTES; at += Long.BYTES) {
      long candidate = words.u64(at);
      if (candidate % ALIGNMENT == 0 && candidate != 0 && isInterpreter(candidate, layout, words)) {
        addresses.add(candidate);
      }
    }
  }

  /// Whether an interpreter's variables begin at an address.
  public static boolean isInterpreter(long address, PerlLayout layout, Words words) {
    return isArenaRoot(words.u64(address + layout.offset("interp", "sv_arenaroot")), words)
        && isBodyArenas(words.u64(address + layout.offset("interp", "body_arenas")), words);
  }

  private static PerlInterpreter single(PerlBinary binary) {
    Map<String, Long> variables = new HashMap<>();
    for (String name : binary.layout().members("interp").keySet()) {
      OptionalLong address = binary.module().address("PL_" + name);
      if (address.isPresent()) {
        variables.put(name, address.getAsLong());
      }
    }
    try {
      binary
          .module()
          .image()
          .forEachSymbol(
              SymbolTable.DYNAMIC,
              symbol -> {
                if (symbol.name().startsWith("PL_")
                    && symbol.type() == Symbol.STT_OBJECT
                    && symbol.size() == Long.BYTES) {
                  variables.put(
                      symbol.name().substring(3), binary.module().bias() + symbol.value());
                }
              });
    } catch (ElfFormatException malformed) {
      // Then those that were asked for by name have to do.
    }
    return new PerlInterpreter(0, 0, variables);
  }

  /// Reads the variables: the target goes on soon.
  private void read(Words words) {
    Map<Long, String> names = new HashMap<>();
    variables.forEach((name, address) -> names.put(address, name));
    for (long at = start; at < start + bytes; at += Long.BYTES) {
      names.putIfAbsent(at, "+0x" + Long.toHexString(at - start));
    }
    names.forEach((address, name) -> values.add(new Variable(name, words.u64(address))));
    values.sort(Comparator.comparing(Variable::name));
  }

  /// {@return the variables, with what stood in them}
  public List<Variable> values() {
    return values;
  }

  /// {@return what stood in a variable; 0 where that is not known}
  public long value(String name) {
    for (Variable variable : values) {
      if (variable.name().equals(name)) {
        return variable.value();
      }
    }
    return 0;
  }

  private static PerlInterpreter at(long address, PerlLayout layout, Words words) {
    Map<String, Long> variables = new HashMap<>();
    layout
        .members("interp")
        .forEach((name, offset) -> {
          if (!name.equals("size")) {
            variables.put(name, address + offset);
          }
        });
    PerlInterpreter interpreter = new PerlInterpreter(address, layout.size("interp"), variables);
    if (!isArenaRoot(interpreter.u64("sv_arenaroot", words), words)) {
      interpreter.search(words);
    } else if (!isBodyArenas(interpreter.u64("body_arenas", words), words)) {
      interpreter.searchBodyArenas(words);
    }
    return interpreter;
  }

  /// Finds by structure what does not stand where the layout says: then nothing else of the layout
  /// is believed either.
  private void search(Words words) {
    variables.clear();
    for (long at = start; at < start + bytes; at += Long.BYTES) {
      if (isArenaRoot(words.u64(at), words) && words.u64(at - 2 * Long.BYTES) < Integer.MAX_VALUE) {
        variables.put("sv_arenaroot", at);
        variables.put("sv_root", at - Long.BYTES);
        variables.put("sv_count", at - 2 * Long.BYTES);
        searchBodyArenas(words);
        return;
      }
    }
  }

  private void searchBodyArenas(Words words) {
    variables.remove("body_arenas");
    variables.remove("body_roots");
    for (long at = start; at < start + bytes; at += Long.BYTES) {
      if (isBodyArenas(words.u64(at), words)) {
        variables.put("body_arenas", at);
        return;
      }
    }
  }

  static boolean isArenaRoot(long address, Words words) {
    return address != 0
        && address % 8 == 0
        && words.u32(address + ARENA_COUNT) == HEADS_AN_ARENA
        && words.met();
  }

  private static boolean isBodyArenas(long address, Words words) {
    return address != 0
        && address % 8 == 0
        && words.u32(address + SET_SIZE) == BODY_ARENAS_A_SET
        && words.met()
        && Integer.compareUnsigned(words.u32(address + SET_CURRENT), BODY_ARENAS_A_SET) <= 0;
  }

  /// {@return where the struct with the variables begins; 0 where they are a module's own}
  public long start() {
    return start;
  }

  /// {@return the address that stands for it: of the struct, or of one of the module's variables}
  public long identity() {
    return start != 0 ? start : address("sv_count");
  }

  /// {@return the address of a variable, such as `sv_count`; 0 where it is not known}
  long address(String variable) {
    return variables.getOrDefault(variable, 0L);
  }

  /// {@return the value of a variable; 0 where it is not known}
  long u64(String variable, Words words) {
    long address = address(variable);
    return address == 0 ? 0 : words.u64(address);
  }
}
