package dev.fathom.lab.scenario;

import dev.fathom.lab.machine.Access;
import dev.fathom.lab.machine.Area;
import dev.fathom.lab.machine.BackingFile;
import dev.fathom.lab.machine.Machine;
import dev.fathom.lab.machine.MachineException;
import dev.fathom.lab.machine.Outcome;
import dev.fathom.lab.machine.Row;
import dev.fathom.lab.machine.Task;
import dev.fathom.lab.machine.Usage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Plays a scenario on a machine of its own and compares what happens with what is expected.
public final class Player {
  /// Bytes read and written in one scenario.
  private static final long MOST_ACCESSES = 2_000_000;

  private static final int MOST_TASKS = 1000;

  /// Rows kept for the drawing of one page table.
  private static final int MOST_ROWS = 64;

  private final Machine machine;
  private final Map<String, Task> tasks = new LinkedHashMap<>();
  private final Map<String, BackingFile> files = new HashMap<>();
  private final List<String> failures = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private @Nullable Task current;
  private long accesses;

  private Player(Scenario scenario) {
    this.machine = new Machine(scenario.shape());
  }

  /// {@return what each step did}
  ///
  /// @throws ScenarioException if a step asks for what cannot be
  public static List<Step> play(Scenario scenario) {
    Player player = new Player(scenario);
    for (Command command : scenario.commands()) {
      player.step(command);
    }
    return player.steps;
  }

  private void step(Command command) {
    failures.clear();
    String happened;
    try {
      Words words = Words.of(command.words(), 0);
      happened = run(words, command);
    } catch (MachineException impossible) {
      throw new ScenarioException(command.verb(), String.valueOf(impossible.getMessage()));
    }
    steps.add(
        new Step(
            command.verb().line(),
            command.text(),
            happened,
            String.join("; ", failures),
            tables(),
            ram()));
  }

  private String run(Words words, Command command) {
    Token verb = words.next("a command");
    if (!command.expected().isEmpty() && !takesExpectation(command)) {
      throw new ScenarioException(
          command.expected().getFirst(), "only read and write are followed by an expectation");
    }
    return switch (verb.text()) {
      case "in" -> {
        @Nullable Task before = current;
        current = task(words.next("the name of a process"));
        String happened = run(words, command);
        current = before;
        yield happened;
      }
      case "say" -> "";
      case "frames" -> frames(words);
      case "file" -> file(words);
      case "process" -> start(words);
      case "use" -> {
        current = task(words.next("the name of a process"));
        words.end();
        yield "";
      }
      case "map", "share" -> map(words, verb.text().equals("share"));
      case "stack" -> stack(words);
      case "unmap" -> {
        Words.Range range = words.range();
        words.end();
        machine.unmap(current(verb), range.first(), pages(verb, range));
        yield "the pages are gone, and frames that nobody else has are free";
      }
      case "grow" -> {
        String label = words.next("the name of an area").text();
        machine.grow(current(verb), label, words.number());
        words.end();
        yield "the kernel changes its records: no frame is given";
      }
      case "read" -> access(verb, words, false, command.expected());
      case "write" -> access(verb, words, true, command.expected());
      case "touch" -> touch(verb, words);
      case "fork", "thread" -> fork(verb, words);
      case "exec" -> {
        words.end();
        machine.exec(current(verb));
        yield "the old program's pages are gone";
      }
      case "exit" -> {
        words.end();
        machine.exit(current(verb));
        yield "its frames are free unless somebody else has them";
      }
      case "evict" -> {
        int wanted = words.number();
        words.end();
        yield machine.evict(wanted) + " frames thrown overboard";
      }
      case "expect" -> expect(verb, words);
      default -> throw new ScenarioException(verb, "unknown word \"" + verb.text() + "\"");
    };
  }

  private static boolean takesExpectation(Command command) {
    return command.words().stream()
        .limit(3)
        .anyMatch(word -> word.text().equals("read") || word.text().equals("write"));
  }

  private String frames(Words words) {
    List<Integer> frames = new ArrayList<>();
    while (words.more()) {
      frames.add(words.number());
    }
    machine.prefer(frames);
    return "these are the next frames that the kernel will find free";
  }

  private String file(Words words) {
    Token name = words.next("the name of a file");
    int pages = words.number();
    words.end();
    if (files.put(name.text(), machine.file(name.text(), pages)) != null) {
      throw new ScenarioException(name, "there is a file of that name already");
    }
    return "";
  }

  private String start(Words words) {
    Token name = words.next("a name");
    words.end();
    Task task = machine.start(name.text());
    add(name, task);
    current = task;
    return "a process that may use nothing yet";
  }

  private void add(Token name, Task task) {
    if (tasks.size() >= MOST_TASKS) {
      throw new ScenarioException(name, "a scenario has at most 1000 processes");
    }
    if (tasks.put(name.text(), task) != null) {
      throw new ScenarioException(name, "there is a process of that name already");
    }
  }

  private Task task(Token name) {
    @Nullable Task task = tasks.get(name.text());
    if (task == null) {
      throw new ScenarioException(name, "there is no process \"" + name.text() + "\"");
    }
    return task;
  }

  private Task current(Token at) {
    @Nullable Task task = current;
    if (task == null) {
      throw new ScenarioException(at, "start a process first");
    }
    return task;
  }

  private int pages(Token at, Words.Range range) {
    if (range.first() < 0 || range.last() >= machine.shape().pages()) {
      throw new ScenarioException(
          at, "a process has only pages 0 to " + (machine.shape().pages() - 1));
    }
    return (int) range.count();
  }

  /// `map PAGES r|w LABEL [of FILE [from PAGE]]`; `share` the same with writes seen by all.
  private String map(Words words, boolean shared) {
    Token at = words.here();
    Words.Range range = words.range();
    int count = pages(at, range);
    boolean writable = writable(words);
    Token label = words.next("what it is for");
    Area area;
    if (words.take("of")) {
      Token file = words.next("a file");
      @Nullable BackingFile known = files.get(file.text());
      if (known == null) {
        throw new ScenarioException(file, "there is no file \"" + file.text() + "\"");
      }
      int from = words.take("from") ? words.number() : 0;
      Area plain = Area.of(known, from, range.first(), count, writable, shared);
      area =
          new Area(
              plain.first(),
              count,
              writable,
              shared,
              label.text(),
              plain.file(),
              from,
              plain.first());
    } else if (shared) {
      BackingFile memory = machine.sharedMemory(label.text(), count);
      area = Area.of(memory, 0, range.first(), count, writable, true);
    } else {
      area = Area.anonymous(range.first(), count, writable, label.text());
    }
    words.end();
    machine.map(current(at), area);
    return "the kernel changes its records: no frame is given";
  }

  private static boolean writable(Words words) {
    Token token = words.next("r or w");
    return switch (token.text()) {
      case "r" -> false;
      case "w" -> true;
      default -> throw new ScenarioException(token, "expected r or w");
    };
  }

  /// `stack PAGES [grows to PAGE]`.
  private String stack(Words words) {
    Token at = words.here();
    Words.Range range = words.range();
    int count = pages(at, range);
    int lowest = range.first();
    if (words.take("grows")) {
      if (!words.take("to")) {
        throw new ScenarioException(words.here(), "expected: grows to PAGE");
      }
      lowest = words.number();
    }
    words.end();
    machine.map(current(at), Area.stack(range.first(), count, "stack", lowest));
    return "the kernel changes its records: no frame is given";
  }

  private String access(Token verb, Words words, boolean write, List<Token> expected) {
    int address = words.number();
    int value = write && words.more() ? words.number() : 1;
    words.end();
    count(verb);
    Task task = current(verb);
    Access access = write ? machine.write(task, address, value) : machine.read(task, address);
    compare(access, expected);
    return access.outcome().succeeded()
        ? access.outcome().words()
            + "; RAM sees "
            + access.physical()
            + ", which holds "
            + access.value()
        : access.outcome().words();
  }

  private void count(Token at) {
    accesses++;
    if (accesses > MOST_ACCESSES) {
      throw new ScenarioException(at, "a scenario touches at most 2000000 bytes");
    }
  }

  /// `6321`, `= 7`, `fault` or the name of an outcome, in any order.
  private void compare(Access access, List<Token> expected) {
    Words words = Words.of(expected, 0);
    StringBuilder named = new StringBuilder();
    @Nullable Token firstName = null;
    while (words.more()) {
      Token token = words.next("an expectation");
      if (token.text().equals("=")) {
        int value = words.number();
        check(value == access.value(), "the value " + value, "" + access.value());
      } else if (Character.isDigit(token.text().charAt(0))) {
        int physical = Words.whole(token);
        check(physical == access.physical(), "physical byte " + physical, "" + access.physical());
      } else {
        firstName = firstName == null ? token : firstName;
        named.append(named.isEmpty() ? "" : "_").append(token.text().toUpperCase(Locale.ROOT));
      }
    }
    if (firstName != null) {
      outcome(firstName, named.toString(), access.outcome());
    }
  }

  private void outcome(Token at, String name, Outcome outcome) {
    if (name.equals("FAULT")) {
      check(outcome.isFault(), "a page fault", outcome.words());
      return;
    }
    for (Outcome possible : Outcome.values()) {
      if (possible.name().equals(name.replace('-', '_'))) {
        check(outcome == possible, possible.words(), outcome.words());
        return;
      }
    }
    throw new ScenarioException(at, "nothing that can happen is called \"" + at.text() + "\"");
  }

  private void check(boolean holds, String expected, String found) {
    if (!holds) {
      failures.add("expected " + expected + ", found " + found);
    }
  }

  /// `touch PAGES [w]`: one byte of each page.
  private String touch(Token verb, Words words) {
    Words.Range range = words.range();
    pages(verb, range);
    boolean write = words.more() && writable(words);
    words.end();
    Task task = current(verb);
    Map<Outcome, Integer> counts = new LinkedHashMap<>();
    for (int page = range.first(); page <= range.last(); page++) {
      count(verb);
      long address = (long) page * machine.shape().pageSize();
      Access access = write ? machine.write(task, address, 1) : machine.read(task, address);
      counts.merge(access.outcome(), 1, Integer::sum);
    }
    StringBuilder text = new StringBuilder();
    counts.forEach((outcome, times) ->
        text.append(text.isEmpty() ? "" : "; ")
            .append(times)
            .append(" × ")
            .append(outcome.words()));
    return text.toString();
  }

  private String fork(Token verb, Words words) {
    if (!words.take("as")) {
      throw new ScenarioException(words.here(), "expected: " + verb.text() + " as NAME");
    }
    Token name = words.next("a name");
    words.end();
    boolean thread = verb.text().equals("thread");
    Task creator = current(verb);
    add(name, thread ? machine.thread(creator, name.text()) : machine.fork(creator, name.text()));
    return thread
        ? "everything but the stack is in common"
        : "the page table is copied, no page is; what is private may not be written at once";
  }

  private String expect(Token verb, Words words) {
    Token what = words.next("what is expected");
    if (what.text().equals("page")) {
      expectPage(verb, words);
      return "";
    }
    String found = figure(verb, what);
    Token wanted = words.next("a number");
    words.end();
    try {
      check(
          Math.abs(Double.parseDouble(wanted.text()) - Double.parseDouble(found)) < 0.01,
          what.text() + " " + wanted.text(),
          found);
    } catch (NumberFormatException noNumber) {
      throw new ScenarioException(wanted, "expected a number, not \"" + wanted.text() + "\"");
    }
    return what.text() + " is " + found;
  }

  private String figure(Token verb, Token what) {
    return switch (what.text()) {
      case "free" -> "" + machine.freeFrames();
      case "cached" -> "" + machine.cachedFrames();
      case "private" -> "" + machine.anonymousFrames();
      case "swap" -> "" + machine.usedSwap();
      case "evicted" -> "" + machine.evictions();
      default -> taskFigure(machine.usage(current(verb)), what);
    };
  }

  private static String taskFigure(Usage usage, Token what) {
    return switch (what.text()) {
      case "virt" -> "" + usage.virtual();
      case "res" -> "" + usage.resident();
      case "shr" -> "" + usage.shared();
      case "pss" -> String.format(Locale.ROOT, "%.2f", usage.proportional());
      case "uss" -> "" + usage.unique();
      case "swapped" -> "" + usage.swapped();
      case "minor" -> "" + usage.minorFaults();
      case "major" -> "" + usage.majorFaults();
      case "cost" -> "" + usage.cost();
      default -> throw new ScenarioException(what, "there is no figure \"" + what.text() + "\"");
    };
  }

  /// `expect page 8 frame 63 w`, `expect page 7 absent`, `expect page 6 unmapped`.
  private void expectPage(Token verb, Words words) {
    Token at = words.here();
    Words.Range range = words.range();
    pages(at, range);
    Row row = machine.row(current(verb), range.first());
    while (words.more()) {
      Token token = words.next("what the page is");
      switch (token.text()) {
        case "frame" -> {
          int frame = words.number();
          check(row.frame() == frame, "frame " + frame, "" + row.frame());
        }
        case "r" -> check(row.isPresent() && !row.writable(), "read-only", "w or absent");
        case "w" -> check(row.writable(), "writable", "r or absent");
        case "absent" -> check(row.allowed() && !row.isPresent(), "absent", "frame " + row.frame());
        case "swapped" -> check(row.swapped(), "swapped out", "frame " + row.frame());
        case "unmapped" -> check(!row.allowed(), "no area", row.label());
        case "shared" -> {
          int sharers = words.number();
          check(row.sharers() == sharers, "shared by " + sharers, "" + row.sharers());
        }
        default -> throw new ScenarioException(token, "a page is not \"" + token.text() + "\"");
      }
    }
  }

  private List<Step.Table> tables() {
    List<Step.Table> tables = new ArrayList<>();
    for (Task task : tasks.values()) {
      if (task.isAlive() && tables.size() < MOST_ROWS) {
        tables.add(new Step.Table(task.name(), task.isThread(), rows(task), machine.usage(task)));
      }
    }
    return tables;
  }

  private List<Row> rows(Task task) {
    List<Row> rows = new ArrayList<>();
    int pages = machine.shape().pages();
    boolean all = pages <= MOST_ROWS;
    if (all) {
      for (int page = pages - 1; page >= 0; page--) {
        rows.add(machine.row(task, page));
      }
      return rows;
    }
    for (Area area : task.areas().reversed()) {
      for (int page = area.end() - 1; page >= area.first() && rows.size() < MOST_ROWS; page--) {
        rows.add(machine.row(task, page));
      }
    }
    return rows;
  }

  private String ram() {
    int frames = machine.shape().frames();
    return "RAM: "
        + (frames - machine.freeFrames())
        + " of "
        + frames
        + " frames used, "
        + machine.anonymousFrames()
        + " private, "
        + machine.cachedFrames()
        + " of files or shared"
        + (machine.shape().swapSlots() == 0
            ? ""
            : "; swap: " + machine.usedSwap() + " of " + machine.shape().swapSlots());
  }
}
