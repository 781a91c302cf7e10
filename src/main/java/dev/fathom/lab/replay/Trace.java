package dev.fathom.lab.replay;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a program asked of its allocator, step by step. Every step makes sense: what is freed was
/// allocated, and nothing is freed twice.
///
/// **Memory**: 13 bytes a step.
public final class Trace {
  static final byte ALLOCATE = 1;
  static final byte FREE = 2;
  static final byte REALLOCATE = 3;

  /// The most steps of a trace.
  public static final int MOST_STEPS = 2_000_000;

  /// The most bytes of one request.
  public static final long LARGEST = 128L << 20;

  private static final int LONGEST_LINE = 1000;
  private static final Pattern WORD = Pattern.compile("\\S+");

  private byte[] operations = new byte[1024];
  private int[] blocks = new int[1024];
  private long[] sizes = new long[1024];
  private int count;

  /// By block, the bytes it has now; 0 or more while it is live, -1 when it is free.
  private long[] live = new long[1024];

  private int blockCount;
  private long liveBytes;
  private long peakBytes;

  /// {@return the trace that a text is}
  ///
  /// @throws TraceException at the first word that makes no sense
  /// @throws IOException if it cannot be read
  public static Trace parse(BufferedReader text) throws IOException {
    Trace trace = new Trace();
    Map<String, Integer> names = new HashMap<>();
    long number = 0;
    for (@Nullable String line = text.readLine(); line != null; line = text.readLine()) {
      number++;
      if (line.length() > LONGEST_LINE) {
        throw new TraceException(number, LONGEST_LINE + 1, "a line has at most 1000 characters");
      }
      if (!line.isBlank() && !line.stripLeading().startsWith("#")) {
        trace.line(number, line, names);
      }
    }
    return trace;
  }

  private void line(long number, String line, Map<String, Integer> names) {
    Matcher words = WORD.matcher(line);
    Word verb = word(number, line, words, "alloc, free or realloc");
    boolean sized = verb.text.equals("alloc") || verb.text.equals("realloc");
    if (!sized && !verb.text.equals("free")) {
      throw verb.wrong("expected alloc, free or realloc, not \"" + verb.text + "\"");
    }
    Word name = word(number, line, words, "the name of a block");
    @Nullable Integer known = names.get(name.text);
    if (verb.text.equals("alloc")) {
      if (known != null && isLive(known)) {
        throw name.wrong(name.text + " is allocated already");
      }
    } else if (known == null || !isLive(known)) {
      throw name.wrong(name.text + " is not allocated");
    }
    long size = 0;
    if (sized) {
      Word word = word(number, line, words, "a number of bytes");
      size = size(word);
    }
    if (words.find()) {
      throw new TraceException(
          number, words.start() + 1, "did not expect \"" + words.group() + "\" here");
    }
    if (count == MOST_STEPS) {
      throw verb.wrong("a trace has at most 2000000 steps");
    }
    if (known == null || verb.text.equals("alloc")) {
      names.put(name.text, allocate(size));
    } else if (sized) {
      reallocate(known, size);
    } else {
      free(known);
    }
  }

  private static long size(Word word) {
    try {
      long size = Long.parseLong(word.text);
      if (size >= 0 && size <= LARGEST) {
        return size;
      }
      throw word.wrong("a request is of 0 to " + LARGEST + " bytes");
    } catch (NumberFormatException noNumber) {
      throw word.wrong("expected a number of bytes, not \"" + word.text + "\"");
    }
  }

  private static Word word(long number, String line, Matcher words, String wanted) {
    if (!words.find()) {
      throw new TraceException(
          number, line.stripTrailing().length() + 1, "expected " + wanted + " here");
    }
    return new Word(words.group(), number, words.start() + 1);
  }

  private record Word(String text, long line, int column) {
    TraceException wrong(String message) {
      return new TraceException(line, column, message);
    }
  }

  private boolean isLive(int block) {
    return live[block] >= 0;
  }

  /// Adds a request and returns the number of its block.
  int allocate(long bytes) {
    if (blockCount == live.length) {
      live = Arrays.copyOf(live, 2 * blockCount);
    }
    int block = blockCount++;
    live[block] = bytes;
    add(ALLOCATE, block, bytes);
    liveBytes += bytes;
    peakBytes = Math.max(peakBytes, liveBytes);
    return block;
  }

  void free(int block) {
    liveBytes -= live[block];
    live[block] = -1;
    add(FREE, block, 0);
  }

  void reallocate(int block, long bytes) {
    liveBytes += bytes - live[block];
    live[block] = bytes;
    peakBytes = Math.max(peakBytes, liveBytes);
    add(REALLOCATE, block, bytes);
  }

  private void add(byte operation, int block, long bytes) {
    if (count == MOST_STEPS) {
      throw new IllegalArgumentException("a trace has at most 2000000 steps");
    }
    if (count == operations.length) {
      operations = Arrays.copyOf(operations, 2 * count);
      blocks = Arrays.copyOf(blocks, 2 * count);
      sizes = Arrays.copyOf(sizes, 2 * count);
    }
    operations[count] = operation;
    blocks[count] = block;
    sizes[count] = bytes;
    count++;
  }

  /// {@return steps}
  public int count() {
    return count;
  }

  /// {@return blocks that were ever allocated}
  public int blocks() {
    return blockCount;
  }

  byte operation(int step) {
    return operations[step];
  }

  int block(int step) {
    return blocks[step];
  }

  long size(int step) {
    return sizes[step];
  }

  /// {@return the bytes that were asked for and not freed at the end}
  public long liveBytes() {
    return liveBytes;
  }

  /// {@return the most bytes that were live at once}
  public long peakBytes() {
    return peakBytes;
  }
}
