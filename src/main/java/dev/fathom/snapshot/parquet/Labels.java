package dev.fathom.snapshot.parquet;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;

/// The words that a column of labels can hold, and the numbers that stand for them in memory.
public final class Labels {
  private final List<String> words = new ArrayList<>();
  private final List<Integer> codes = new ArrayList<>();

  private Labels() {}

  /// The names of an enum's constants in lower case, by codes that do not change.
  public static <E extends Enum<E>> Labels of(E[] constants, ToIntFunction<E> code) {
    Labels labels = new Labels();
    for (E constant : constants) {
      labels.words.add(constant.name().toLowerCase(Locale.ROOT));
      labels.codes.add(code.applyAsInt(constant));
    }
    return labels;
  }

  /// {@return the same with one word more}
  public Labels and(String word, int code) {
    Labels more = new Labels();
    more.words.addAll(words);
    more.codes.addAll(codes);
    more.words.add(word);
    more.codes.add(code);
    return more;
  }

  /// {@return the words, in the order in which they stand in the dictionary}
  List<String> words() {
    return Collections.unmodifiableList(words);
  }

  /// {@return the place in the dictionary of each code, -1 where there is none}
  int[] placesByCode() {
    int[] places = new int[codes.isEmpty() ? 0 : Collections.max(codes) + 1];
    java.util.Arrays.fill(places, -1);
    for (int place = 0; place < words.size(); place++) {
      places[codes.get(place)] = place;
    }
    return places;
  }

  /// {@return the code of a word, or -1}
  int code(String word) {
    int place = words.indexOf(word);
    return place < 0 ? -1 : codes.get(place);
  }
}
