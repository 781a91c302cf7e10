package dev.fathom.lab.interpreter;

import dev.fathom.lab.allocator.HeapCount;
import dev.fathom.lab.machine.Usage;
import dev.fathom.lab.process.ModelProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;

/// The same programs of the talks, each by each interpreter of the model in a process of its own.
public final class Comparison {
  /// The most items that a program makes here.
  public static final int MOST_ITEMS = 500_000;

  private static final int FRAMES = 61_440;
  private static final int TEXT_LENGTH = 10;
  private static final int FRAGMENTING = 10;
  private static final long SMALLEST_HEAP = 64 << 10;

  private Comparison() {}

  /// A program of a talk.
  public enum Program {
    /// Numbers from ten billion on, in a list.
    NUMBERS("numbers from 10**10 on, in a list", 1, 16) {
      @Override
      long run(ModelInterpreter interpreter, int count) {
        return Programs.numbers(interpreter, count);
      }
    },
    /// Texts of ten characters, in a list.
    TEXTS("texts of 10 characters, in a list", 1, 128) {
      @Override
      long run(ModelInterpreter interpreter, int count) {
        return Programs.texts(interpreter, count, TEXT_LENGTH);
      }
    },
    /// One number appended again and again.
    GROWING("a list that grows by the same number", 1, 40) {
      @Override
      long run(ModelInterpreter interpreter, int count) {
        return Programs.growing(interpreter, count);
      }
    },
    /// The fourth talk's script.
    FRAGMENTING("talk 4: ever larger texts, every second one freed", Comparison.FRAGMENTING, 4000) {
      @Override
      long run(ModelInterpreter interpreter, int count) {
        return Programs.fragmenting(interpreter, count);
      }
    };

    private final String words;
    private final int divisor;

    /// What MicroPython's heap, which cannot grow, has for an item.
    private final int heapAnItem;

    Program(String words, int divisor, int heapAnItem) {
      this.words = words;
      this.divisor = divisor;
      this.heapAnItem = heapAnItem;
    }

    abstract long run(ModelInterpreter interpreter, int count);

    public String words() {
      return words;
    }

    /// {@return its name in JSON}
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// What came of one program in one interpreter.
  ///
  /// @param items in the list that is left
  /// @param count of what the program added: without what the interpreter had before
  /// @param readerCopies the share of its pages that a forked child copies by looking at every item
  public record Row(
      Program program, String interpreter, int items, HeapCount count, double readerCopies) {
    /// {@return bytes in memory for an item of the list}
    public double bytesAnItem() {
      return items == 0 ? 0 : (double) count.resident() / items;
    }
  }

  /// {@return all of them, program by program}
  ///
  /// @param count items, up to [#MOST_ITEMS]; the fourth talk's script begins with a tenth of that
  public static List<Row> of(int count) {
    if (count < 1 || count > MOST_ITEMS) {
      throw new IllegalArgumentException("a program makes 1 to " + MOST_ITEMS + " items");
    }
    List<Supplier<Row>> runs = new ArrayList<>();
    for (Program program : Program.values()) {
      int items = Math.max(1, count / program.divisor);
      long heap = Math.max(SMALLEST_HEAP, (long) items * program.heapAnItem);
      List<Function<ModelProcess, ModelInterpreter>> interpreters =
          List.of(
              process -> CPythonModel.in(process, 9),
              process -> CPythonModel.in(process, 13),
              process -> MicroPythonModel.in(process, heap),
              PerlModel::in);
      interpreters.forEach(maker -> runs.add(() -> row(program, maker, items)));
    }
    return runs.parallelStream().map(Supplier::get).toList();
  }

  private static Row row(
      Program program, Function<ModelProcess, ModelInterpreter> maker, int count) {
    ModelInterpreter interpreter =
        maker.apply(ModelProcess.start(ModelProcess.machine(FRAMES, 0), program.id()));
    long list = program.run(interpreter, count);
    interpreter.collect();
    HeapCount heap = interpreter.count();
    int items = interpreter.length(list);
    ModelInterpreter reader = interpreter.fork("reader");
    reader.visitAll(list);
    Usage usage = reader.process().usage();
    return new Row(
        program, interpreter.name(), items, heap, (double) usage.unique() / usage.resident());
  }
}
