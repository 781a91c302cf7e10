package dev.fathom.lab.scenario;

import dev.fathom.lab.machine.AreaUse;
import dev.fathom.lab.machine.FrameUse;
import dev.fathom.lab.machine.Machine;
import dev.fathom.lab.machine.MachineException;
import dev.fathom.lab.machine.Row;
import dev.fathom.lab.machine.Task;
import dev.fathom.lab.machine.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Plays a scenario on a machine of its own and compares what happens with what is expected.
public final class Player {
  /// Page tables kept for the drawing of one step.
  private static final int MOST_TABLES = 16;

  /// Rows of one page table; one with more pages is drawn by areas.
  private static final int MOST_ROWS = 64;

  private static final int MOST_FRAMES = 256;

  /// Pages that were looked at for the drawings of one scenario.
  private static final long MOST_LOOKS = 500_000_000;

  /// Rows that changed in one scenario, each of which is kept.
  private static final long MOST_CHANGES = 2_000_000;

  /// Steps that an arrow and an expectation may follow.
  private static final Set<String> EXPECTING =
      Set.of("read", "write", "link", "run", "exec", "dlopen", "call", "nm", "ar", "ldd");

  private final Machine machine;
  private final Stage stage;
  private final MachineSteps machineSteps;
  private final LinkerSteps linkerSteps;
  private final AllocatorSteps allocatorSteps;
  private final SketchSteps sketchSteps;
  private final InterpreterSteps interpreterSteps;
  private final Expectations expectations;
  private final List<Step> steps = new ArrayList<>();
  private StepPicture picture = StepPicture.NONE;
  private long looks;
  private long changes;

  private Player(Scenario scenario) {
    this.machine = new Machine(scenario.shape());
    this.stage = new Stage(machine);
    this.machineSteps = new MachineSteps(stage);
    this.linkerSteps = new LinkerSteps(stage);
    this.allocatorSteps = new AllocatorSteps(stage);
    this.sketchSteps = new SketchSteps(stage);
    this.interpreterSteps = new InterpreterSteps(stage);
    this.expectations = new Expectations(stage, allocatorSteps, interpreterSteps);
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
    stage.begin();
    String happened;
    try {
      happened = run(ScenarioWords.of(command.words(), 0), command);
    } catch (MachineException impossible) {
      throw new ScenarioException(command.verb(), String.valueOf(impossible.getMessage()));
    }
    List<Step.Table> tables = tables();
    if (looks > MOST_LOOKS || changes > MOST_CHANGES) {
      throw new ScenarioException(command.verb(), "that is more than can be drawn");
    }
    steps.add(
        new Step(
            command.verb().line(),
            command.text(),
            happened,
            stage.details(),
            stage.failure(),
            stage.mark(),
            tables.isEmpty() ? StepPicture.NONE : picture,
            tables,
            frames(),
            ram()));
  }

  private String run(ScenarioWords words, Command command) {
    Token verb = words.next("a command");
    if (verb.text().equals("in")) {
      @Nullable Task before = stage.inUse();
      stage.use(stage.task(words.next("the name of a process")));
      String happened = run(words, command);
      stage.use(before);
      return happened;
    }
    List<Token> expected = command.expected();
    if (!expected.isEmpty() && !EXPECTING.contains(verb.text())) {
      throw new ScenarioException(
          expected.getFirst(), "nothing can be expected of " + verb.text() + " in this way");
    }
    picture = pictureAfter(verb);
    return switch (verb.text()) {
      case "say" -> "";
      case "show" -> show(words);
      case "expect" -> expectations.expect(verb, words);
      case "frames" -> machineSteps.frames(words);
      case "file" -> machineSteps.file(words);
      case "process" -> machineSteps.process(words);
      case "use" -> machineSteps.use(words);
      case "map", "share" -> machineSteps.map(words, verb.text().equals("share"));
      case "stack" -> machineSteps.stack(words);
      case "unmap" -> machineSteps.unmap(verb, words);
      case "grow" -> machineSteps.grow(verb, words);
      case "read", "write" -> machineSteps.access(verb, words, expected);
      case "touch" -> machineSteps.touch(verb, words);
      case "fork", "thread" -> fork(verb, words);
      case "at" -> sketchSteps.at(verb, words);
      case "exit" -> machineSteps.exit(verb, words);
      case "evict" -> machineSteps.evict(words);
      case "exec" -> linkerSteps.exec(verb, words, expected);
      case "object" -> linkerSteps.object(words);
      case "archive" -> linkerSteps.archive(words);
      case "link" -> linkerSteps.link(words, expected);
      case "remove" -> linkerSteps.remove(words);
      case "run" -> linkerSteps.run(words, expected);
      case "dlopen" -> linkerSteps.open(verb, words, expected);
      case "call" -> linkerSteps.call(verb, words, expected);
      case "nm", "ar", "ldd" -> linkerSteps.print(verb, words, expected);
      case "allocator" -> allocatorSteps.allocator(words);
      case "alloc" -> allocatorSteps.alloc(verb, words);
      case "free" -> allocatorSteps.free(verb, words);
      case "interpreter" -> interpreterSteps.interpreter(words);
      case "name" -> interpreterSteps.name(verb, words);
      case "append" -> interpreterSteps.append(verb, words);
      case "del" -> interpreterSteps.del(verb, words);
      case "collect" -> interpreterSteps.collect(verb, words);
      case "collector" -> interpreterSteps.collector(verb, words);
      case "mark" -> interpreterSteps.mark(verb, words);
      case "sweep" -> interpreterSteps.sweep(verb, words);
      default -> throw new ScenarioException(verb, "unknown word \"" + verb.text() + "\"");
    };
  }

  private String fork(Token verb, ScenarioWords words) {
    Task parent = stage.current(verb);
    String happened = machineSteps.fork(verb, words);
    sketchSteps.forked(parent, stage.newest().name());
    return happened;
  }

  private static StepPicture pictureAfter(Token verb) {
    return switch (verb.text()) {
      case "map", "share", "stack", "touch" -> StepPicture.WHEN_PREPARED;
      case "unmap",
          "grow",
          "read",
          "write",
          "fork",
          "thread",
          "exit",
          "evict",
          "exec",
          "run",
          "dlopen",
          "call",
          "alloc",
          "free" ->
          StepPicture.TABLES;
      default -> StepPicture.NONE;
    };
  }

  /// `show page-table|shared|residency|differences`, or one of the sketches.
  private String show(ScenarioWords words) {
    Token what = words.next("what to show");
    if (sketchSteps.show(what, words)) {
      return "";
    }
    Optional<List<String>> drawn =
        what.text().equals("pools")
            ? Optional.of(allocatorSteps.pools(what, interpreterSteps.python()))
            : interpreterSteps.show(what, words);
    if (drawn.isPresent()) {
      words.end();
      stage.show(drawn.get());
      return "";
    }
    words.end();
    picture =
        switch (what.text()) {
          case "page-table" -> StepPicture.TABLES;
          case "shared" -> StepPicture.SHARED;
          case "residency" -> StepPicture.RESIDENCY;
          case "differences" -> StepPicture.DIFFERENCES;
          default ->
              throw new ScenarioException(
                  what,
                  "expected page-table, shared, residency, differences, bytes, page, translation,"
                      + " timelines, free, table-cost, names, generations, blocks or pools");
        };
    return "";
  }

  private List<Step.Table> tables() {
    List<Step.Table> tables = new ArrayList<>();
    for (Task task : stage.tasks()) {
      if (task.isAlive() && tables.size() < MOST_TABLES) {
        tables.add(table(task, tables.size()));
      }
    }
    return tables;
  }

  /// What did not change since the step before is kept once.
  private Step.Table table(Task task, int index) {
    Usage usage = machine.usage(task);
    looks += usage.resident() + machine.shape().pages() / MOST_ROWS;
    boolean small = machine.shape().pages() <= MOST_ROWS;
    List<Row> before =
        steps.isEmpty() || index >= steps.getLast().tables().size()
            ? List.of()
            : steps.getLast().tables().get(index).rows();
    List<Row> rows = small ? rows(task, before) : List.of();
    List<AreaUse> areas = small ? List.of() : machine.areaUses(task);
    changes += areas.size();
    return new Step.Table(task.name(), stage.creatorOf(task), rows, areas, usage);
  }

  private List<Row> rows(Task task, List<Row> before) {
    List<Row> rows = new ArrayList<>();
    int pages = machine.shape().pages();
    for (int page = pages - 1; page >= 0; page--) {
      Row row = machine.row(task, page);
      Row known = before.isEmpty() ? row : before.get(rows.size());
      changes += row.equals(known) ? 0 : 1;
      rows.add(row.equals(known) ? known : row);
    }
    return rows.equals(before) ? before : rows;
  }

  private List<FrameUse> frames() {
    List<FrameUse> frames = machine.framesInUse(MOST_FRAMES);
    looks += machine.shape().frames() / MOST_ROWS;
    boolean same = !steps.isEmpty() && steps.getLast().frames().equals(frames);
    return same ? steps.getLast().frames() : frames;
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
