package dev.fathom.runtime.micropython;

import dev.fathom.model.object.Detail;
import dev.fathom.runtime.micropython.object.ObjectTypes;
import dev.fathom.runtime.micropython.object.Qstrs;
import dev.fathom.runtime.micropython.object.Structure;
import dev.fathom.runtime.micropython.object.Tagging;
import dev.fathom.target.Words;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What the words of one object say, each with its tag: a number, an interned string and `None` are
/// in the word itself.
final class WordsOfObject {
  /// So many items or entries are told.
  private static final int MOST_ITEMS = 8;

  private static final int LONGEST_TEXT = 256;

  private final Words words;
  private final Qstrs names;
  private final Tagging tagging;
  private final boolean contents;
  private final List<Detail> details = new ArrayList<>();

  /// @param contents whether numbers and the text of strings may be told too
  WordsOfObject(Words words, Qstrs names, Tagging tagging, boolean contents) {
    this.words = words;
    this.names = names;
    this.tagging = tagging;
    this.contents = contents;
  }

  /// {@return what there is to say of the object at `address`; nothing where none is}
  List<Detail> of(long address) {
    long type = words.u64(address);
    if (type <= 0 || !ObjectTypes.isTypeOfTypes(words.u64(type), words)) {
      return List.of();
    }
    String name = names.spelling((int) words.u64(type + Structure.TYPE_NAME) & 0xffff);
    details.add(new Detail("type", hex(type) + (name == null ? "" : " " + name), type));
    switch (ObjectTypes.structureOf(name == null ? "" : name)) {
      case LIST -> {
        number("len", address + Structure.LIST_LENGTH);
        number("alloc", address + Structure.LIST_ROOM);
        items(
            "items",
            words.u64(address + Structure.LIST_ITEMS),
            words.u64(address + Structure.LIST_LENGTH));
      }
      case TUPLE -> {
        number("len", address + Structure.TUPLE_LENGTH);
        items(
            "items", address + Structure.TUPLE_ITEMS, words.u64(address + Structure.TUPLE_LENGTH));
      }
      case SET -> {
        number("alloc", address + Structure.SET_ROOM);
        items(
            "table",
            words.u64(address + Structure.SET_TABLE),
            words.u64(address + Structure.SET_ROOM));
      }
      case DICT -> map(address);
      case TEXT -> text(address);
      case CELL -> word("obj", words.u64(address + Structure.FIELDS));
      case BOUND_METHOD -> {
        word("meth", words.u64(address + Structure.METHOD_FUNCTION));
        word("self", words.u64(address + Structure.METHOD_SELF));
      }
      case OTHER -> other(type, address);
      default -> {}
    }
    return List.copyOf(details);
  }

  /// An instance of a class of the program has its attributes in a map.
  private void other(long type, long address) {
    int flags = (int) words.u64(type + Structure.FIELDS) & 0xffff;
    if ((flags & Structure.INSTANCE_TYPE) != 0) {
      map(address);
    }
  }

  private void number(String name, long at) {
    details.add(Detail.of(name, Long.toString(words.u64(at))));
  }

  private void items(String name, long start, long count) {
    for (int item = 0; item < Math.min(count, MOST_ITEMS); item++) {
      word(name + "[" + item + "]", words.u64(start + (long) item * Long.BYTES));
    }
  }

  private void map(long address) {
    long flags = words.u64(address + Structure.MAP_USED);
    details.add(Detail.of("used", Long.toString(flags >>> Structure.MAP_FLAGS)));
    number("alloc", address + Structure.MAP_ROOM);
    details.add(Detail.of("ordered", Boolean.toString((flags & Structure.MAP_ORDERED) != 0)));
    long table = words.u64(address + Structure.MAP_TABLE);
    long count = words.u64(address + Structure.MAP_ROOM);
    for (int entry = 0; entry < Math.min(count, MOST_ITEMS); entry++) {
      long at = table + entry * Structure.ENTRY_BYTES;
      word("table[" + entry + "].key", words.u64(at));
      word("table[" + entry + "].value", words.u64(at + Long.BYTES));
    }
  }

  private void text(long address) {
    number("len", address + Structure.TEXT_LENGTH);
    long data = words.u64(address + Structure.TEXT_DATA);
    String text = "";
    if (contents) {
      int length = (int) Math.clamp(words.u64(address + Structure.TEXT_LENGTH), 0L, LONGEST_TEXT);
      byte[] bytes = words.bytes(data, length);
      text = bytes == null ? "" : " " + new String(bytes, StandardCharsets.UTF_8);
    }
    details.add(new Detail("data", hex(data) + text, data));
  }

  private void word(String name, long word) {
    if (word == 0) {
      details.add(Detail.of(name, "0: empty"));
      return;
    }
    if (word == Structure.SENTINEL) {
      details.add(Detail.of(name, "4: removed"));
      return;
    }
    String value = tagging.meaning(word);
    if (contents && tagging.isNumber(word)) {
      value += " " + tagging.number(word);
    } else if (contents && tagging.isString(word)) {
      String spelling = names.spelling(tagging.string(word));
      value += spelling == null ? "" : " " + spelling;
    }
    boolean hidden = !contents && (tagging.isNumber(word) || tagging.isString(word));
    String bits = hidden ? "…" : hex(word);
    details.add(
        new Detail(
            name,
            bits + ", tag " + tagging.tag(word) + ": " + value,
            tagging.isAddress(word) ? word : 0));
  }

  private static String hex(long word) {
    return "0x" + Long.toHexString(word);
  }
}
