package dev.fathom.lab.scenario;

import dev.fathom.lab.machine.Access;
import dev.fathom.lab.machine.BackingFile;
import dev.fathom.lab.machine.Machine;
import dev.fathom.lab.machine.MachineArea;
import dev.fathom.lab.machine.Outcome;
import dev.fathom.lab.machine.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The steps that map, touch, fork and end.
final class MachineSteps {
  private static final String ONLY_RECORDS = "the kernel changes its records: no frame is given";

  private final Stage stage;
  private final Machine machine;
  private final Map<String, BackingFile> files = new HashMap<>();

  MachineSteps(Stage stage) {
    this.stage = stage;
    this.machine = stage.machine();
  }

  String frames(ScenarioWords words) {
    List<Integer> frames = new ArrayList<>();
    while (words.more()) {
      frames.add(words.number());
    }
    machine.prefer(frames);
    return "these are the next frames that the kernel will find free";
  }

  String file(ScenarioWords words) {
    Token name = words.next("the name of a file");
    int pages = words.number();
    words.end();
    if (files.put(name.text(), machine.file(name.text(), pages)) != null) {
      throw new ScenarioException(name, "there is a file of that name already");
    }
    return "";
  }

  String process(ScenarioWords words) {
    Token name = words.next("a name");
    words.end();
    stage.requireNew(name);
    Task task = machine.start(name.text());
    stage.add(task);
    stage.use(task);
    return "a process that may use nothing yet";
  }

  String use(ScenarioWords words) {
    stage.use(stage.task(words.next("the name of a process")));
    words.end();
    return "";
  }

  /// `map PAGES r|w LABEL [of FILE [from PAGE]] [populate]`; `share` the same with writes seen by
  /// all.
  String map(ScenarioWords words, boolean shared) {
    Token at = words.here();
    ScenarioWords.Range range = words.range();
    int count = stage.pages(at, range);
    boolean writable = writable(words);
    Token label = words.next("what it is for");
    MachineArea area;
    if (words.take("of")) {
      Token file = words.next("a file");
      @Nullable BackingFile known = files.get(file.text());
      if (known == null) {
        throw new ScenarioException(file, "there is no file \"" + file.text() + "\"");
      }
      int from = words.take("from") ? words.number() : 0;
      area =
          MachineArea.of(known, from, range.first(), count, writable, shared)
              .labelled(label.text());
    } else if (shared) {
      BackingFile memory = machine.sharedMemory(label.text(), count);
      area = MachineArea.of(memory, 0, range.first(), count, writable, true);
    } else {
      area = MachineArea.anonymous(range.first(), count, writable, label.text());
    }
    boolean eager = words.take("populate");
    words.end();
    Task task = stage.current(at);
    machine.map(task, area);
    return eager ? touched(task, at, range, writable) : ONLY_RECORDS;
  }

  private static boolean writable(ScenarioWords words) {
    Token token = words.next("r or w");
    return switch (token.text()) {
      case "r" -> false;
      case "w" -> true;
      default -> throw new ScenarioException(token, "expected r or w");
    };
  }

  /// `stack PAGES [grows to PAGE]`.
  String stack(ScenarioWords words) {
    Token at = words.here();
    ScenarioWords.Range range = words.range();
    int count = stage.pages(at, range);
    int lowest = range.first();
    if (words.take("grows")) {
      words.require("to", "grows to PAGE");
      lowest = words.number();
    }
    words.end();
    machine.map(stage.current(at), MachineArea.stack(range.first(), count, "stack", lowest));
    return ONLY_RECORDS;
  }

  String unmap(Token verb, ScenarioWords words) {
    ScenarioWords.Range range = words.range();
    words.end();
    machine.unmap(stage.current(verb), range.first(), stage.pages(verb, range));
    return "the pages are gone, and frames that no other process has are free";
  }

  String grow(Token verb, ScenarioWords words) {
    String label = words.next("the name of an area").text();
    int pages = words.number();
    words.end();
    machine.grow(stage.current(verb), label, pages);
    return pages < 0 ? "the last pages are gone, and their frames free" : ONLY_RECORDS;
  }

  String access(Token verb, ScenarioWords words, List<Token> expected) {
    boolean write = verb.text().equals("write");
    int address = words.number();
    int value = write && words.more() ? words.number() : 1;
    words.end();
    stage.count(verb);
    Task task = stage.current(verb);
    Access access = write ? machine.write(task, address, value) : machine.read(task, address);
    stage.asked(verb.text(), task, address, access);
    stage.compare(access, expected);
    return Stage.inWords(access);
  }

  /// `touch PAGES [r|w]`: the first byte of each page.
  String touch(Token verb, ScenarioWords words) {
    ScenarioWords.Range range = words.range();
    stage.pages(verb, range);
    boolean write = words.more() && writable(words);
    words.end();
    return touched(stage.current(verb), verb, range, write);
  }

  private String touched(Task task, Token at, ScenarioWords.Range range, boolean write) {
    Map<Outcome, Integer> counts = new LinkedHashMap<>();
    for (int page = range.first(); page <= range.last(); page++) {
      stage.count(at);
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

  String fork(Token verb, ScenarioWords words) {
    Token name = named(verb, words);
    Task creator = stage.current(verb);
    if (verb.text().equals("thread")) {
      Task thread = machine.thread(creator, name.text());
      stage.addThread(thread, creator);
      stage.loader().threaded(creator, thread);
      return "everything but the stack is in common";
    }
    Task child = machine.fork(creator, name.text());
    stage.add(child);
    stage.loader().forked(creator, child);
    return "the page table is copied, no page is; what is private may not be written at once";
  }

  /// {@return the name in `as NAME`}
  private Token named(Token verb, ScenarioWords words) {
    words.require("as", "" + verb.text() + " as NAME");
    Token name = words.next("a name");
    words.end();
    stage.requireNew(name);
    return name;
  }

  String exit(Token verb, ScenarioWords words) {
    words.end();
    machine.exit(stage.current(verb));
    stage.loader().forget(stage.current(verb));
    return "its frames are free unless another process has them";
  }

  String evict(ScenarioWords words) {
    int wanted = words.number();
    words.end();
    return machine.evict(wanted) + " frames thrown overboard";
  }
}
