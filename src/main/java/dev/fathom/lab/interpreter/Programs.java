package dev.fathom.lab.interpreter;

/// The talks' programs. Each returns the list that it leaves behind.
public final class Programs {
  private static final long TEN_BILLION = 10_000_000_000L;
  private static final int STEP = 16;

  /// How many sizes the fourth talk's script goes through.
  private static final int SIZES = 99;

  private Programs() {}

  /// Numbers from ten billion on, in a list that has its length from the start.
  public static long numbers(ModelInterpreter interpreter, int count) {
    long list = interpreter.filled(count);
    for (int index = 0; index < count; index++) {
      long number = interpreter.sum(TEN_BILLION, index);
      interpreter.store(list, index, number);
      interpreter.drop(number);
    }
    return list;
  }

  /// Small texts of one length.
  public static long texts(ModelInterpreter interpreter, int count, int length) {
    long list = interpreter.filled(count);
    for (int index = 0; index < count; index++) {
      long text = interpreter.text(length);
      interpreter.store(list, index, text);
      interpreter.drop(text);
    }
    return list;
  }

  /// A list that grows: each time the same number.
  public static long growing(ModelInterpreter interpreter, int count) {
    long list = interpreter.list();
    long number = interpreter.integer(1);
    for (int index = 0; index < count; index++) {
      interpreter.append(list, number);
    }
    interpreter.drop(number);
    return list;
  }

  /// Counts up, as the second talk's list of numbers to fork with.
  public static long counting(ModelInterpreter interpreter, int count) {
    long list = interpreter.list();
    for (int index = 0; index < count; index++) {
      long number = interpreter.integer(index);
      interpreter.append(list, number);
      interpreter.drop(number);
    }
    return list;
  }

  /// The fourth talk's script: texts of ever larger sizes, of which every second one is let go.
  ///
  /// ```
  /// for i in range(1, 100):
  ///     ll = [" " * i * 16 for j in range(count // i)]
  ///     ll = ll[::2]
  ///     l.extend(ll)
  /// ```
  public static long fragmenting(ModelInterpreter interpreter, int count) {
    long kept = interpreter.list();
    for (int size = 1; size <= SIZES; size++) {
      int made = count / size;
      long[] texts = new long[made];
      long all = interpreter.list();
      for (int index = 0; index < made; index++) {
        texts[index] = interpreter.text(size * STEP);
        interpreter.append(all, texts[index]);
        interpreter.drop(texts[index]);
      }
      int half = (made + 1) / 2;
      long every = interpreter.filled(half);
      for (int index = 0; index < half; index++) {
        interpreter.store(every, index, texts[2 * index]);
      }
      interpreter.drop(all);
      for (int index = 0; index < half; index++) {
        interpreter.append(kept, texts[2 * index]);
      }
      interpreter.drop(every);
    }
    return kept;
  }
}
