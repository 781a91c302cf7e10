package dev.fathom.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// A sleeping C program. The sources say at their tops what each does.
public final class NativeTarget implements SleepingTarget {
  private final TargetProcess process;
  private int answers;

  private NativeTarget(TargetProcess process) {
    this.process = process;
  }

  /// A program that allocates blocks and frees half of them: `blocks.c`.
  ///
  /// @param threads how many do so, each in an arena of its own; 0 for the main thread alone
  /// @param count of blocks that each makes
  public static NativeTarget blocks(int threads, int count) {
    return start(CProgram.compile("blocks.c"), threads, count);
  }

  /// A program that shares `sharedMib` of memory with its children, of which child i has written
  /// the first `writtenMib` times i: `family.c`.
  public static NativeTarget family(int children, int sharedMib, int writtenMib) {
    return family(CProgram.compile("family.c"), children, sharedMib, writtenMib);
  }

  /// The same, linked statically: but for the kernel's own pages (`[vdso]`) it shares memory with
  /// nobody else on the machine, so that its shares change with nobody else's coming and going.
  public static NativeTarget secludedFamily(int children, int sharedMib, int writtenMib) {
    return family(CProgram.compile("family.c", "-static"), children, sharedMib, writtenMib);
  }

  /// The same, but the children's own parent is gone: it was a child of the process, and forked
  /// them.
  public static NativeTarget orphans(int children, int sharedMib, int writtenMib) {
    return family(CProgram.compile("family.c"), children, sharedMib, writtenMib, "orphans");
  }

  /// The same as [#secludedFamily], run by another command, such as one that gives up rights.
  public static NativeTarget familyRunBy(
      List<String> command, int children, int sharedMib, int writtenMib) {
    List<Object> arguments = new ArrayList<>(command.subList(1, command.size()));
    Path program = CProgram.compile("family.c", "-static");
    arguments.addAll(List.of(program, children, sharedMib, writtenMib));
    return awaited(start(List.of(command.getFirst()), Map.of(), arguments.toArray()));
  }

  private static NativeTarget family(Path program, Object... arguments) {
    return awaited(start(program, arguments));
  }

  private static NativeTarget awaited(NativeTarget parent) {
    parent.children().forEach(TargetProcess::awaitSleep);
    return parent;
  }

  /// A program that has pages in every state that a careless reader would change: `pages.c`.
  ///
  /// @param file that it makes and maps
  public static NativeTarget pages(Path file) {
    return start(CProgram.compile("pages.c"), file);
  }

  /// A program with memory in every state that the kernel knows: `states.c`.
  ///
  /// @param command that runs it, such as one that gives up rights; may be empty
  /// @param file that it makes and maps
  public static NativeTarget states(List<String> command, Path file) {
    Path program = CProgram.compile("states.c");
    List<String> words = new ArrayList<>(command);
    words.add(program.toString());
    return start(words, Map.of(), file);
  }

  /// A program of which one mapping has 3 MiB of zero pages beside 1 MiB that a child shares:
  /// `mixed.c`.
  public static NativeTarget mixed() {
    return start(CProgram.compile("mixed.c"));
  }

  /// A program that maps, unmaps, forks and starts threads for ever, and runs another program after
  /// so many steps: `changing.c`.
  ///
  /// @param small where a copy of it is
  /// @param large where another one is, whose name ends with `large`: it has 64 MiB more
  public static NativeTarget changing(int steps, Path small, Path large) {
    return start(small, steps, small, large);
  }

  /// A program whose main thread has ended, while another one sleeps: `leaderless.c`.
  ///
  /// @param bytes that it has allocated
  public static NativeTarget leaderless(long bytes) {
    NativeTarget target = start(CProgram.compile("leaderless.c"), bytes);
    // Whoever waited for the main thread hears of its end a moment before it has ended.
    TargetProcess.awaitState(target.pid(), "Z");
    return target;
  }

  /// A program of many mappings, much reserved address space, many threads or many files: `wide.c`.
  ///
  /// @param folder where it makes the files
  public static NativeTarget wide(
      int mappings, int terabytes, int threads, int files, Path folder) {
    return start(CProgram.compile("wide.c"), mappings, terabytes, threads, files, folder);
  }

  /// The states that `states.c` could not make here, each with the reason.
  public List<String> impossible() {
    return announced("cannot").stream().map(words -> String.join(" ", words)).toList();
  }

  /// A program that wakes a thousand times a second: `ticking.c`.
  public static NativeTarget ticking(int mib) {
    return start(CProgram.compile("ticking.c"), mib);
  }

  /// Starts a compiled program and waits until it sleeps.
  public static NativeTarget start(Path program, Object... arguments) {
    return start(program, Map.of(), arguments);
  }

  /// The same with variables in its environment, such as `GLIBC_TUNABLES`.
  public static NativeTarget start(
      Path program, Map<String, String> environment, Object... arguments) {
    return start(List.of(program.toString()), environment, arguments);
  }

  /// The same with a program that needs another to run it, such as a loader of its own.
  static NativeTarget start(
      List<String> program, Map<String, String> environment, Object... arguments) {
    List<String> command = new ArrayList<>(program);
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return new NativeTarget(TargetProcess.start(command, environment));
  }

  @Override
  public long pid() {
    return process.pid();
  }

  /// Gives a command and waits until the process sleeps again.
  public void command(String command) {
    process.command(command);
  }

  /// What `blocks.c` has allocated, and what glibc says.
  public MallocTruth truth() {
    answers++;
    Path file = process.scratch("truth" + answers);
    command("truth " + file);
    return MallocTruth.read(file);
  }

  /// The children of `family.c`, from the one that shares all to the one that shares least.
  public List<Long> children() {
    return announced("child").stream().map(words -> Long.parseLong(words.getFirst())).toList();
  }

  /// The memory that `family.c` shares.
  public Region shared() {
    return Region.parse("shared", announced("range").getFirst(), 0);
  }

  /// All that it printed until it was ready, by lines.
  public List<String> lines() {
    return process.announced();
  }

  /// The range that the target announced under a name.
  public Region region(String name) {
    return regions().stream()
        .filter(region -> region.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /// The regions of `pages.c`, by what state their pages are in.
  public List<Region> regions() {
    return announced("region").stream()
        .map(words ->
            Region.parse(words.getFirst(), words.subList(1, 3), Long.parseLong(words.getLast())))
        .toList();
  }

  /// How many blocks of `smallest.c` do not begin at a multiple of 16.
  public long pairs() {
    return Long.parseLong(announced("pairs").getFirst().getFirst());
  }

  /// The words after the first on each line that the program began with this one.
  public List<List<String>> announced(String first) {
    return process.announced().stream()
        .map(line -> Arrays.asList(line.split(" ", -1)))
        .filter(words -> words.getFirst().equals(first))
        .map(words -> words.subList(1, words.size()))
        .toList();
  }

  @Override
  public void close() {
    process.close();
  }

  /// A range of addresses of the target.
  ///
  /// @param start the first address
  /// @param end the address behind the last
  /// @param resident bytes of it that count in Rss; for a mapped file the least
  public record Region(String name, long start, long end, long resident) {
    private static Region parse(String name, List<String> ends, long resident) {
      return new Region(
          name,
          Long.parseUnsignedLong(ends.getFirst(), 16),
          Long.parseUnsignedLong(ends.getLast(), 16),
          resident);
    }
  }
}
