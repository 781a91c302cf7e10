package dev.fathom.lab.scenario;

import dev.fathom.lab.linker.Loader;
import dev.fathom.lab.machine.Access;
import dev.fathom.lab.machine.Machine;
import dev.fathom.lab.machine.Outcome;
import dev.fathom.lab.machine.Task;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the steps of a scenario act on, and what the current one found.
final class Stage {
  /// Bytes read and written in one scenario.
  private static final long MOST_ACCESSES = 2_000_000;

  private static final int MOST_TASKS = 1000;

  private final Machine machine;
  private final Loader loader;
  private final Map<String, Task> tasks = new LinkedHashMap<>();
  private final Map<Task, Task> creators = new HashMap<>();
  private final List<String> failures = new ArrayList<>();
  private final List<String> details = new ArrayList<>();
  private Optional<Step.Mark> mark = Optional.empty();
  private Optional<Asked> asked = Optional.empty();
  private @Nullable Task current;
  private long accesses;

  Stage(Machine machine) {
    this.machine = machine;
    this.loader = new Loader(machine);
  }

  Machine machine() {
    return machine;
  }

  Loader loader() {
    return loader;
  }

  /// Forgets what the step before found.
  void begin() {
    failures.clear();
    details.clear();
    mark = Optional.empty();
  }

  Collection<Task> tasks() {
    return tasks.values();
  }

  /// {@return the name of the task that a thread was made by; empty for a process}
  String creatorOf(Task task) {
    @Nullable Task creator = creators.get(task);
    return creator == null ? "" : creator.name();
  }

  void requireNew(Token name) {
    if (tasks.size() >= MOST_TASKS) {
      throw new ScenarioException(name, "a scenario has at most 1000 processes");
    }
    if (tasks.containsKey(name.text())) {
      throw new ScenarioException(name, "there is a process of that name already");
    }
  }

  /// {@return the process or thread that was made last}
  Task newest() {
    return new ArrayList<>(tasks.values()).getLast();
  }

  void add(Task task) {
    tasks.put(task.name(), task);
  }

  void addThread(Task thread, Task creator) {
    add(thread);
    creators.put(thread, creator);
  }

  void use(@Nullable Task task) {
    current = task;
  }

  @Nullable Task inUse() {
    return current;
  }

  Task task(Token name) {
    @Nullable Task task = tasks.get(name.text());
    if (task == null) {
      throw new ScenarioException(name, "there is no process \"" + name.text() + "\"");
    }
    return task;
  }

  Task current(Token at) {
    @Nullable Task task = current;
    if (task == null) {
      throw new ScenarioException(at, "start a process first");
    }
    return task;
  }

  /// {@return how many pages the range has}
  ///
  /// @throws ScenarioException if a process has not so many
  int pages(Token at, ScenarioWords.Range range) {
    if (range.first() < 0 || range.last() >= machine.shape().pages()) {
      throw new ScenarioException(
          at, "a process has only pages 0 to " + (machine.shape().pages() - 1));
    }
    return (int) range.count();
  }

  /// Counts a byte that is read or written.
  void count(Token at) {
    accesses++;
    if (accesses + loader.accesses() > MOST_ACCESSES) {
      throw new ScenarioException(at, "a scenario touches at most 2000000 bytes");
    }
  }

  void check(boolean holds, String expected, String found) {
    if (!holds) {
      failures.add("expected " + expected + ", found " + found);
    }
  }

  String failure() {
    return String.join("; ", failures);
  }

  void show(Collection<String> lines) {
    details.addAll(lines);
  }

  List<String> details() {
    return List.copyOf(details);
  }

  /// A byte that was asked for.
  ///
  /// @param text as the processor asks: `read 821`
  record Asked(String text, Task task, int page, Access access) {}

  /// {@return the last byte that a step named `read` or `write` asked for, within the addresses}
  Optional<Asked> lastAsked() {
    return asked;
  }

  /// Notes what a step asked for, and what became of it.
  void asked(String verb, Task task, long address, Access access) {
    if (address >= 0 && address < machine.shape().addresses()) {
      int page = (int) (address / machine.shape().pageSize());
      asked = Optional.of(new Asked(verb + " " + address, task, page, access));
    }
    mark(task, address, access.outcome());
  }

  void mark(Task task, long address, Outcome outcome) {
    if (address >= 0 && address < machine.shape().addresses()) {
      int page = (int) (address / machine.shape().pageSize());
      mark = Optional.of(new Step.Mark(task.name(), page, outcome));
    }
  }

  Optional<Step.Mark> mark() {
    return mark;
  }

  /// Compares an access with what stands after the arrow: `6321`, `= 7`, `fault` or the name of an
  /// outcome, in any order.
  void compare(Access access, List<Token> expected) {
    ScenarioWords words = ScenarioWords.of(expected, 0);
    StringBuilder named = new StringBuilder();
    @Nullable Token firstName = null;
    while (words.more()) {
      Token token = words.next("an expectation");
      if (token.text().equals("=")) {
        int value = words.number();
        check(value == access.value(), "the value " + value, "" + access.value());
      } else if (Character.isDigit(token.text().charAt(0))) {
        int physical = ScenarioWords.whole(token);
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

  /// {@return an access in words}
  static String inWords(Access access) {
    return access.outcome().succeeded()
        ? access.outcome().words()
            + "; RAM sees "
            + access.physical()
            + ", which holds "
            + access.value()
        : access.outcome().words();
  }
}
