package dev.fathom.lab.scenario;

import dev.fathom.lab.allocator.BlockHeap;
import dev.fathom.lab.interpreter.CPythonModel;
import dev.fathom.lab.interpreter.MicroPythonModel;
import dev.fathom.lab.interpreter.ModelInterpreter;
import dev.fathom.lab.machine.Task;
import dev.fathom.lab.process.ModelProcess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The steps that make names and values, and collect them.
final class InterpreterSteps {
  private static final int LARGEST_HEAP = 1 << 24;
  private static final int LONGEST = 10_000;
  private static final int MOST_BLOCKS = 64;
  private static final int OLDEST = 2;
  private static final String CPYTHON = "cpython";

  /// Pools of a page, arenas of 256 KiB, counts in all objects: as the talk has it.
  private static final int LIKE_THE_TALK = 9;

  private final Stage stage;
  private final Map<Task, Namespace> namespaces = new HashMap<>();

  InterpreterSteps(Stage stage) {
    this.stage = stage;
  }

  /// `interpreter cpython|cpython-3.N|micropython BYTES as NAME`; bytes only of the last.
  String interpreter(ScenarioWords words) {
    Token kind = words.next("an interpreter");
    boolean micro = kind.text().equals("micropython");
    int bytes = micro ? words.number() : 0;
    if (bytes < 0 || bytes > LARGEST_HEAP) {
      throw new ScenarioException(kind, "such a heap has at most 16 MiB");
    }
    words.require("as", "interpreter KIND as NAME");
    Token name = words.next("a name");
    words.end();
    stage.requireNew(name);
    int minor = micro ? 0 : minor(kind);
    ModelProcess process = ModelProcess.start(stage.machine(), name.text());
    ModelInterpreter interpreter =
        micro ? MicroPythonModel.in(process, bytes) : CPythonModel.in(process, minor);
    stage.add(process.task());
    stage.use(process.task());
    namespaces.put(process.task(), new Namespace(interpreter));
    return interpreter.name() + ", which has made nothing yet";
  }

  private static int minor(Token kind) {
    if (kind.text().equals(CPYTHON)) {
      return LIKE_THE_TALK;
    }
    if (!kind.text().startsWith(CPYTHON + "-3.")) {
      throw new ScenarioException(kind, "expected cpython, cpython-3.N or micropython");
    }
    String minor = kind.text().substring((CPYTHON + "-3.").length());
    return ScenarioWords.whole(new Token(minor, kind.line(), kind.column()));
  }

  /// `name NAME VALUE`: a number, another name, `text LENGTH`, `list [VALUE…]`, or `lists N`: a
  /// list of so many empty ones.
  String name(Token verb, ScenarioWords words) {
    Namespace names = namespace(verb);
    String name = words.next("a name").text();
    Token what = words.here();
    long value = value(names, words, verb);
    words.end();
    names.bind(name, value);
    if (MicroPythonModel.isWord(value)) {
      return "no object: the word is the value, " + Namespace.bits(value);
    }
    boolean known = names.namesOf(value).size() > 1;
    return (known ? "the same object as " + what.text() : "a new object") + counted(names, value);
  }

  private long value(Namespace names, ScenarioWords words, Token verb) {
    Token what = words.next("a value");
    return switch (what.text()) {
      case "text" -> names.text(length(words));
      case "list" -> {
        long list = names.list();
        while (words.more()) {
          append(names, list, words, verb);
        }
        yield list;
      }
      case "lists" -> {
        long list = names.list();
        for (int left = length(words); left > 0; left--) {
          stage.count(verb);
          appended(names, list, names.interpreter().list());
        }
        yield list;
      }
      default -> single(names, what);
    };
  }

  private static int length(ScenarioWords words) {
    Token at = words.here();
    int length = words.number();
    if (length < 0 || length > LONGEST) {
      throw new ScenarioException(at, "expected at most " + LONGEST);
    }
    return length;
  }

  private static long single(Namespace names, Token what) {
    @Nullable Long known = names.value(what.text());
    if (known != null) {
      names.interpreter().take(known);
      return known;
    }
    if (!Character.isDigit(what.text().charAt(what.text().length() - 1))) {
      throw new ScenarioException(what, "nothing is called \"" + what.text() + "\"");
    }
    try {
      return names.number(Long.parseLong(what.text()));
    } catch (NumberFormatException noNumber) {
      throw new ScenarioException(what, "nothing is called \"" + what.text() + "\"");
    }
  }

  /// `append NAME VALUE`.
  String append(Token verb, ScenarioWords words) {
    Namespace names = namespace(verb);
    Token name = words.next("the name of a list");
    long list = known(names, name);
    if (!names.isList(list)) {
      throw new ScenarioException(name, "\"" + name.text() + "\" is not a list");
    }
    append(names, list, words, verb);
    words.end();
    return "the list has " + names.interpreter().length(list) + " items" + counted(names, list);
  }

  private void append(Namespace names, long list, ScenarioWords words, Token verb) {
    stage.count(verb);
    appended(names, list, single(names, words.next("a value")));
  }

  /// The list takes a reference of its own, so that of whoever made the value is let go.
  private static void appended(Namespace names, long list, long value) {
    names.interpreter().append(list, value);
    names.interpreter().drop(value);
  }

  /// `del NAME`.
  String del(Token verb, ScenarioWords words) {
    Namespace names = namespace(verb);
    Token name = words.next("a name");
    words.end();
    long value = known(names, name);
    names.unbind(name.text());
    if (MicroPythonModel.isWord(value)) {
      return "the name is gone, and the value with it";
    }
    if (!(names.interpreter() instanceof CPythonModel)) {
      return "the name is gone; the block stays in use until the next collection";
    }
    return names.objects().contains(value) || isSmall(names, value)
        ? "the name is gone" + counted(names, value)
        : "the name is gone; the count is 0, so it is deallocated";
  }

  private static boolean isSmall(Namespace names, long value) {
    return names.interpreter() instanceof CPythonModel python && python.isSmall(value);
  }

  private static String counted(Namespace names, long value) {
    return names.interpreter() instanceof CPythonModel python
        ? "; the count is " + python.references(value)
        : "";
  }

  /// `collect [GENERATION]`.
  String collect(Token verb, ScenarioWords words) {
    Namespace names = namespace(verb);
    int before = names.objects().size();
    if (words.more()) {
      Token at = words.here();
      int generation = words.number();
      words.end();
      if (generation < 0 || generation > OLDEST) {
        throw new ScenarioException(at, "expected a generation: 0, 1 or 2");
      }
      python(names, verb).collect(generation);
    } else {
      names.interpreter().collect();
    }
    return "objects deallocated: " + (before - names.objects().size());
  }

  /// `collector on|off`: whether it comes by itself.
  String collector(Token verb, ScenarioWords words) {
    Token how = words.next("on or off");
    words.end();
    boolean wanted = how.text().equals("on");
    if (!wanted && !how.text().equals("off")) {
      throw new ScenarioException(how, "expected on or off");
    }
    python(namespace(verb), verb).collectByItself(wanted);
    return "";
  }

  /// `mark`: what the names lead to, then what each block that was marked leads to; `sweep`.
  String mark(Token verb, ScenarioWords words) {
    BlockHeap heap = blocks(namespace(verb), verb);
    boolean next = words.take("next");
    words.end();
    long before = marked(heap);
    if (!next) {
      heap.markRoots();
    } else if (!heap.markNext()) {
      return "all that is marked was looked through";
    }
    return (next ? "a marked block is looked through: " : "what the names lead to: ")
        + (marked(heap) - before)
        + " marked";
  }

  String sweep(Token verb, ScenarioWords words) {
    words.end();
    BlockHeap heap = blocks(namespace(verb), verb);
    long before = heap.statistics().freeBlocks();
    heap.sweep();
    return heap.statistics().freeBlocks()
        - before
        + " blocks were not marked: their bits are 00 again; marks are heads again";
  }

  private static long marked(BlockHeap heap) {
    return heap.kinds(Integer.MAX_VALUE).stream().filter(kind -> kind.equals("mark")).count();
  }

  /// {@return a figure of the program in use; empty if it is none of these}
  Optional<String> figure(Token at, Token figure, ScenarioWords words) {
    return switch (figure.text()) {
      case "refcount" -> {
        Namespace names = namespace(at);
        long value = known(names, words.next("a name"));
        yield Optional.of("" + python(names, at).references(value));
      }
      case "generation" -> {
        Namespace names = namespace(at);
        long value = known(names, words.next("a name"));
        yield Optional.of("" + python(names, at).generationOf(value));
      }
      case "collections" -> {
        Token number = words.here();
        int generation = words.number();
        if (generation < 0 || generation > OLDEST) {
          throw new ScenarioException(number, "expected a generation: 0, 1 or 2");
        }
        yield Optional.of("" + python(namespace(at), at).collections(generation));
      }
      case "objects" -> Optional.of("" + namespace(at).objects().size());
      case "lost" -> Optional.of("" + namespace(at).lost().size());
      default -> Optional.empty();
    };
  }

  /// `show names|generations|blocks N`, of the program in use.
  ///
  /// @return the lines; empty if it is none of these
  Optional<List<String>> show(Token what, ScenarioWords words) {
    return switch (what.text()) {
      case "names" -> Optional.of(namespace(what).drawn());
      case "generations" -> Optional.of(generations(python(namespace(what), what)));
      case "blocks" -> {
        Token at = words.here();
        int most = words.number();
        if (most < 1 || most > MOST_BLOCKS) {
          throw new ScenarioException(at, "expected 1 to " + MOST_BLOCKS + " blocks");
        }
        yield Optional.of(blockTable(namespace(what), what, most));
      }
      default -> Optional.empty();
    };
  }

  private static List<String> generations(CPythonModel python) {
    List<String> lines = new ArrayList<>();
    lines.add("generation  objects  counter  collected");
    for (int generation = 0; generation <= OLDEST; generation++) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%10d%9d%9d%11d",
              generation,
              python.members(generation),
              python.counter(generation),
              python.collections(generation)));
    }
    return lines;
  }

  private static List<String> blockTable(Namespace names, Token at, int most) {
    BlockHeap heap = blocks(names, at);
    Map<Long, String> begin = new HashMap<>();
    for (long value : names.objects()) {
      String called = String.join(", ", names.namesOf(value));
      begin.put(heap.number(value), called.isEmpty() ? "an object without a name" : called);
      if (names.isList(value) && names.interpreter() instanceof MicroPythonModel micro) {
        begin.put(heap.number(micro.items(value)), "its items");
      }
    }
    List<String> kinds = heap.kinds(most);
    List<String> lines = new ArrayList<>();
    lines.add("block  bits");
    for (int block = 0; block < kinds.size(); block++) {
      String bits =
          switch (kinds.get(block)) {
            case "free" -> "00";
            case "head" -> "01";
            case "tail" -> "10";
            default -> "11";
          };
      lines.add(
          String.format(
                  Locale.ROOT,
                  "%5d    %s %s   %s",
                  block,
                  bits,
                  kinds.get(block),
                  begin.getOrDefault((long) block, ""))
              .stripTrailing());
    }
    return lines;
  }

  /// {@return the interpreter of the process in use, where it is one}
  Optional<CPythonModel> python() {
    @Nullable Task task = stage.inUse();
    @Nullable Namespace names = task == null ? null : namespaces.get(task);
    return names != null && names.interpreter() instanceof CPythonModel python
        ? Optional.of(python)
        : Optional.empty();
  }

  private static long known(Namespace names, Token name) {
    @Nullable Long value = names.value(name.text());
    if (value == null) {
      throw new ScenarioException(name, "nothing is called \"" + name.text() + "\"");
    }
    return value;
  }

  private Namespace namespace(Token at) {
    @Nullable Namespace names = namespaces.get(stage.current(at));
    if (names == null) {
      throw new ScenarioException(at, "this process has no interpreter");
    }
    return names;
  }

  private static CPythonModel python(Namespace names, Token at) {
    if (names.interpreter() instanceof CPythonModel python) {
      return python;
    }
    throw new ScenarioException(at, "only CPython has counts of references and generations");
  }

  private static BlockHeap blocks(Namespace names, Token at) {
    if (names.interpreter() instanceof MicroPythonModel micro) {
      return micro.heap();
    }
    throw new ScenarioException(at, "only MicroPython has blocks that are marked and swept");
  }
}
