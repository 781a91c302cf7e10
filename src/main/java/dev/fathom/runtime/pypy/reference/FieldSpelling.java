package dev.fathom.runtime.pypy.reference;

import java.util.Map;

/// How the fields of the interpreter's own structures are told to a Python programmer.
final class FieldSpelling {
  /// A step that no code writes: what it leads to only stands for the object before it.
  static final String INNER = "<>";

  private static final String PREFIX = "inst_";

  private static final Map<String, String> SPELLED =
      Map.ofEntries(
          Map.entry("inst_lstorage", INNER),
          Map.entry("inst_dstorage", INNER),
          Map.entry("inst_sstorage", INNER),
          Map.entry("inst_storage", INNER),
          Map.entry("inst_wrappeditems", INNER),
          Map.entry("inst_w_value", INNER),
          Map.entry("inst_locals_cells_stack_w", INNER),
          Map.entry("inst__utf8", INNER),
          Map.entry("inst__value", INNER),
          Map.entry("inst__data", INNER),
          Map.entry("inst_num", INNER),
          Map.entry("inst_leftblock", INNER),
          Map.entry("inst_rightblock", INNER),
          Map.entry("inst_rightlink", INNER),
          Map.entry("inst_data", INNER),
          Map.entry("items", INNER),
          Map.entry("entries", INNER),
          Map.entry("inst_w_dict", "__dict__"),
          Map.entry("inst_dict_w", "__dict__"),
          Map.entry("inst_w_func_dict", "__dict__"),
          Map.entry("inst_closure", "__closure__"),
          Map.entry("inst_code", "__code__"),
          Map.entry("inst_defs_w", "__defaults__"),
          Map.entry("inst_w_kw_defs", "__kwdefaults__"),
          Map.entry("inst_w_func_globals", "__globals__"),
          Map.entry("inst_w_function", "__func__"),
          Map.entry("inst_w_instance", "__self__"),
          Map.entry("inst_frame", "gi_frame"),
          Map.entry("inst_pycode", "__code__"),
          Map.entry("inst_bases_w", "__bases__"),
          Map.entry("inst_mro_w", "__mro__"),
          Map.entry("inst_co_consts_w", "co_consts"),
          Map.entry("inst_co_names_w", "co_names"),
          Map.entry("inst_value0", "[0]"),
          Map.entry("inst_value1", "[1]"));

  private FieldSpelling() {}

  /// {@return how a field is spelled}
  ///
  /// @param source of the struct
  /// @param name in the sources; empty for a field of a parent
  /// @param offset in bytes
  static String of(String source, String name, long offset) {
    if (name.equals("inst_w_dict") && source.contains("W_DictView")) {
      return "mapping";
    }
    String spelled = SPELLED.get(name);
    if (spelled != null) {
      return spelled;
    }
    if (name.isEmpty()) {
      return "<+0x" + Long.toHexString(offset) + ">";
    }
    String bare = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
    return "<" + bare + ">";
  }
}
