package dev.fathom.runtime.micropython.object;

/// How a piece of memory is laid out that begins with the address of a type, or that no type is
/// said of: what its words are for.
public enum Structure {
  /// `mp_obj_str_t` (`py/objstr.h`), of `str` and `bytes`.
  TEXT,
  /// `mp_obj_array_t` (`py/objarray.h`), of `bytearray`, `array` and `memoryview`.
  ARRAY,
  /// `mp_obj_int_t` with digits elsewhere (`py/objint.h`, `py/mpz.h`).
  LONG_INT,
  /// Numbers alone: `float`, `complex`.
  NUMBERS,
  /// `mp_obj_list_t` (`py/objlist.h`).
  LIST,
  /// `mp_obj_tuple_t` (`py/objtuple.h`), of named tuples too.
  TUPLE,
  /// `mp_obj_dict_t` (`py/obj.h`).
  DICT,
  /// The same among the variables of the program: the global variables of its module.
  VARIABLES,
  /// `mp_obj_set_t` (`py/objset.c`).
  SET,
  /// `mp_obj_instance_t` (`py/objtype.h`): of a class of the program.
  INSTANCE,
  /// `mp_obj_type_t` (`py/obj.h`).
  TYPE,
  /// `mp_obj_fun_bc_t` (`py/objfun.h`).
  FUNCTION,
  /// `mp_obj_gen_instance_t` (`py/objgenerator.c`).
  GENERATOR,
  /// `mp_obj_closure_t` (`py/objclosure.c`).
  CLOSURE,
  /// `mp_obj_cell_t` (`py/obj.h`).
  CELL,
  /// `mp_obj_bound_meth_t` (`py/objboundmeth.c`).
  BOUND_METHOD,
  /// `mp_obj_module_t` and what may follow it (`mp_module_context_t`, `py/bc.h`).
  MODULE,
  /// A module's context without a type: what functions of a program's own file were compiled for.
  CONTEXT,
  /// The numbers of the interned strings in a module's code, or its constants
  /// (`mp_module_constants_t`, `py/bc.h`).
  CONSTANTS,
  /// `mp_obj_exception_t` (`py/objexcept.h`).
  EXCEPTION,
  /// `mp_obj_deque_t` (`py/objdeque.c`).
  DEQUE,
  /// An object whose fields nobody described here.
  OTHER,
  /// A pool of interned strings (`qstr_pool_t`, `py/qstr.h`).
  POOL,
  /// Texts of interned strings, one after the other (`qstr_from_strn`, `py/qstr.c`).
  INTERNED_TEXT,
  /// `mp_raw_code_t` (`py/emitglue.h`): from which functions are made.
  RAW_CODE,
  /// The raw codes of the functions inside a function.
  RAW_CODES,
  /// Compiled code of a function, with its names before.
  BYTECODE,
  /// `mp_code_state_t` (`py/bc.h`) of a function that is running and needs much room.
  FRAME,
  /// Memory that nobody said what it is for.
  DATA;

  // What an object begins with, and what follows (`py/obj.h`).
  public static final long TYPE_WORD = 0;
  public static final long FIELDS = 8;

  // mp_obj_str_t
  public static final long TEXT_LENGTH = 16;
  public static final long TEXT_DATA = 24;

  // mp_obj_array_t
  public static final long ARRAY_ITEMS = 24;

  // mp_obj_int_t with an mpz_t
  public static final long INT_DIGITS = 24;

  // mp_obj_list_t
  public static final long LIST_ROOM = 8;
  public static final long LIST_LENGTH = 16;
  public static final long LIST_ITEMS = 24;

  // mp_obj_tuple_t
  public static final long TUPLE_LENGTH = 8;
  public static final long TUPLE_ITEMS = 16;

  // mp_map_t in mp_obj_dict_t and mp_obj_instance_t: three bits, then how many are in use
  public static final long MAP_USED = 8;
  public static final int MAP_FLAGS = 3;
  public static final int MAP_ORDERED = 4;
  public static final long MAP_ROOM = 16;
  public static final long MAP_TABLE = 24;
  public static final long ENTRY_BYTES = 16;

  // mp_obj_instance_t
  public static final long NATIVE_BASES = 32;

  // mp_set_t in mp_obj_set_t
  public static final long SET_ROOM = 8;
  public static final long SET_TABLE = 24;

  // mp_obj_fun_bc_t
  public static final long FUNCTION_CONTEXT = 8;
  public static final long FUNCTION_CHILDREN = 16;
  public static final long FUNCTION_CODE = 24;
  public static final long FUNCTION_DEFAULTS = 32;

  // mp_obj_gen_instance_t
  public static final long GENERATOR_PENDING = 8;
  public static final long GENERATOR_FRAME = 16;

  // mp_code_state_t
  public static final long FRAME_FUNCTION = 0;
  public static final long FRAME_POSITION = 8;
  public static final long FRAME_TOP = 16;
  public static final long FRAME_STATES = 24;
  public static final int FRAME_STATES_MASK = 0xffff;
  public static final long FRAME_GLOBALS = 32;
  public static final long FRAME_STATE = 40;

  // mp_obj_closure_t
  public static final long CLOSURE_FUNCTION = 8;
  public static final long CLOSURE_COUNT = 16;
  public static final long CLOSURE_CELLS = 24;

  // mp_obj_bound_meth_t
  public static final long METHOD_FUNCTION = 8;
  public static final long METHOD_SELF = 16;

  // mp_obj_module_t, mp_module_context_t
  public static final long MODULE_GLOBALS = 8;
  public static final long MODULE_NAMES = 16;
  public static final long MODULE_CONSTANTS = 24;

  // mp_obj_exception_t
  public static final long EXCEPTION_TRACE = 16;
  public static final long EXCEPTION_ARGS = 24;

  // mp_obj_deque_t
  public static final long DEQUE_ITEMS = 32;

  // mp_obj_type_t: bytes that say in which slot what is, then the slots
  public static final long TYPE_NAME = 10;

  /// `MP_TYPE_FLAG_INSTANCE_TYPE`, in the flags of a class of the program.
  public static final int INSTANCE_TYPE = 0x200;

  public static final long TYPE_INDEXES = 12;
  public static final int TYPE_INDEX_COUNT = 12;
  public static final long TYPE_CALL_INDEX = 14;
  public static final long TYPE_PARENT_INDEX = 22;
  public static final long TYPE_LOCALS_INDEX = 23;
  public static final long TYPE_SLOTS = 24;

  // mp_raw_code_t
  public static final long RAW_CODE_DATA = 8;
  public static final long RAW_CODE_CHILDREN = 16;

  /// Empty slots of a table have no key; those from which something was removed have the sentinel
  /// (`MP_OBJ_SENTINEL`, `py/obj.h`).
  public static final long SENTINEL = 4;

  /// {@return where the address stands of memory that is an object's own, unless two have it; -1
  /// where it has no such}
  public long buffer() {
    return switch (this) {
      case TEXT -> TEXT_DATA;
      case ARRAY -> ARRAY_ITEMS;
      case LONG_INT -> INT_DIGITS;
      case LIST -> LIST_ITEMS;
      case DICT, VARIABLES, INSTANCE -> MAP_TABLE;
      case SET -> SET_TABLE;
      case EXCEPTION -> EXCEPTION_TRACE;
      case DEQUE -> DEQUE_ITEMS;
      default -> -1;
    };
  }

  /// {@return whether there are objects in that memory; else text, numbers}
  public boolean bufferLeads() {
    return switch (this) {
      case LIST, DICT, VARIABLES, INSTANCE, SET, DEQUE -> true;
      default -> false;
    };
  }
}
