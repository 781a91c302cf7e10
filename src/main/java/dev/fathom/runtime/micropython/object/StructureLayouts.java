package dev.fathom.runtime.micropython.object;

import dev.fathom.model.object.InstanceLayout;
import dev.fathom.model.object.InstanceLayout.Field;
import dev.fathom.model.object.InstanceLayout.Kind;
import java.util.ArrayList;
import java.util.List;

/// The structures as the sources call them, to be drawn.
public final class StructureLayouts {
  private static final Field TYPE = field("base.type", "", 0, Kind.HEADER);

  private StructureLayouts() {}

  /// {@return how the instances of a structure are laid out}
  public static InstanceLayout of(Structure structure) {
    return switch (structure) {
      case TEXT ->
          fixed(
              "mp_obj_str_t",
              0,
              data("hash", 8),
              data("len", Structure.TEXT_LENGTH),
              pointer("data", Structure.TEXT_DATA));
      case ARRAY ->
          fixed(
              "mp_obj_array_t",
              0,
              data("typecode, free", 8),
              data("len", 16),
              pointer("items", Structure.ARRAY_ITEMS));
      case LONG_INT ->
          fixed(
              "mp_obj_int_t",
              0,
              data("mpz.neg, alloc", 8),
              data("mpz.len", 16),
              pointer("mpz.dig", Structure.INT_DIGITS));
      case LIST ->
          fixed(
              "mp_obj_list_t",
              Long.BYTES,
              data("alloc", Structure.LIST_ROOM),
              data("len", Structure.LIST_LENGTH),
              pointer("items", Structure.LIST_ITEMS));
      case DICT, VARIABLES ->
          fixed(
              "mp_obj_dict_t",
              0,
              data("map.used", Structure.MAP_USED),
              data("map.alloc", Structure.MAP_ROOM),
              pointer("map.table", Structure.MAP_TABLE));
      case SET ->
          fixed(
              "mp_obj_set_t",
              0,
              data("set.alloc", Structure.SET_ROOM),
              data("set.used", 16),
              pointer("set.table", Structure.SET_TABLE));
      case INSTANCE ->
          fixed(
              "mp_obj_instance_t",
              0,
              data("members.used", Structure.MAP_USED),
              data("members.alloc", Structure.MAP_ROOM),
              new Field("members.table", "", Structure.MAP_TABLE, Long.BYTES, Kind.ATTRIBUTES));
      case TUPLE ->
          new InstanceLayout(
              "mp_obj_tuple_t",
              List.of(TYPE, data("len", Structure.TUPLE_LENGTH)),
              Structure.TUPLE_ITEMS,
              "items",
              Long.BYTES,
              0,
              true);
      case CELL -> fixed("mp_obj_cell_t", 0, reference("obj", "cell_contents", Structure.FIELDS));
      case BOUND_METHOD ->
          fixed(
              "mp_obj_bound_meth_t",
              0,
              reference("meth", "__func__", Structure.METHOD_FUNCTION),
              reference("self", "__self__", Structure.METHOD_SELF));
      case FUNCTION ->
          fixed(
              "mp_obj_fun_bc_t",
              0,
              reference("context", "__globals__", Structure.FUNCTION_CONTEXT),
              reference("child_table", "<functions inside>", Structure.FUNCTION_CHILDREN),
              reference("bytecode", "__code__", Structure.FUNCTION_CODE));
      case EXCEPTION ->
          fixed(
              "mp_obj_exception_t",
              0,
              data("traceback_alloc, len", 8),
              pointer("traceback_data", Structure.EXCEPTION_TRACE),
              reference("args", "args", Structure.EXCEPTION_ARGS));
      default -> InstanceLayout.UNKNOWN;
    };
  }

  private static InstanceLayout fixed(String name, long bufferItemBytes, Field... fields) {
    List<Field> all = new ArrayList<>();
    all.add(TYPE);
    all.addAll(List.of(fields));
    long end = all.getLast().offset() + all.getLast().bytes();
    return new InstanceLayout(name, all, end, "", 0, bufferItemBytes, true);
  }

  private static Field field(String name, String reference, long offset, Kind kind) {
    return new Field(name, reference, offset, Long.BYTES, kind);
  }

  private static Field data(String name, long offset) {
    return field(name, "", offset, Kind.DATA);
  }

  private static Field pointer(String name, long offset) {
    return field(name, "", offset, Kind.POINTER);
  }

  private static Field reference(String name, String called, long offset) {
    return field(name, called, offset, Kind.REFERENCE);
  }
}
