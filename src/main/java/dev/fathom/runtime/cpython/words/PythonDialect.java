package dev.fathom.runtime.cpython.words;

import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.dialect.Packing;
import dev.fathom.model.dialect.PathSyntax;
import dev.fathom.model.dialect.Rebuilding;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The words of Python.
public record PythonDialect() implements Dialect {
  private static final String BUILTINS = "builtins";

  private static final Set<String> SEQUENCES =
      Set.of("list", "tuple", "collections.deque", "numpy.ndarray");

  private static final Set<String> DEFINITIONS =
      Set.of("type", "function", "builtin_function_or_method", "method_descriptor");

  /// A process has thousands of them.
  private static final Set<String> BYSTANDERS =
      Set.of(
          "function",
          "builtin_function_or_method",
          "wrapper_descriptor",
          "method_descriptor",
          "getset_descriptor",
          "member_descriptor");

  /// Behind `ob_size` comes the hash, which differs from process to process (`PyBytesObject`,
  /// `PyASCIIObject`).
  private static final Content TEXT = new Content(16, 24, 32);

  private static final Map<String, String> LABELS =
      Map.of(
          "objects", "Python objects",
          "objects.pools", "in pools (pymalloc)",
          "buffers", "tables and buffers of Python",
          "buffers.frames", "Python frames",
          "free", "free blocks in Python's pools",
          "trapped", "trapped in Python's pools",
          "frames", "the stack of Python frames of a thread");

  /// Types, and what makes a new one of an old one and has no room to spare: not `copy`, which
  /// takes the size of a dict over (`PyDict_Copy`).
  private static final Map<String, String> REBUILT =
      Map.of(
          "dict", "dict(%s)",
          "list", "%s[:]",
          "set", "set(%s)",
          "bytearray", "bytearray(%s)",
          "collections.OrderedDict", "collections.OrderedDict(%s)");

  /// What can be deleted: a variable or an attribute, and what one key of a word or number leads
  /// to.
  private static final Pattern DROPPED =
      Pattern.compile("[A-Za-z_]\\w*(\\.[A-Za-z_]\\w*|\\[('[^'\\\\]*'|\\d+)])+");

  /// What a path ends with: an attribute or a variable.
  private static final Pattern LAST_NAME = Pattern.compile("(?:^|[.$])([A-Za-z_]\\w*)$");

  /// An object of `array.array` with its chunk, and that of its buffer (`Modules/arraymodule.c`).
  private static final long ARRAY_BYTES = 96;

  /// The head of a text (`PyASCIIObject` in `Include/cpython/unicodeobject.h`).
  private static final long TEXT_BYTES = 64;

  /// Ints of more than two digits of 30 bits need not fit into 64.
  private static final long LARGEST_INT = 32;

  private static final PathSyntax PATHS = new PythonSyntax();

  @Override
  public String runtime() {
    return "cpython";
  }

  @Override
  public String title() {
    return "Python";
  }

  @Override
  public String accounts() {
    return "python";
  }

  /// Python's allocator of small blocks has a name of its own (`Objects/obmalloc.c`).
  @Override
  public String part(String part) {
    return part.equals("pools") ? "pymalloc" : part;
  }

  @Override
  public String label(String account, String usual) {
    return LABELS.getOrDefault(account, usual);
  }

  @Override
  public String judged() {
    return "found at least 99.99 % of the objects that the collector reaches, and none that is not there";
  }

  @Override
  public PathSyntax paths() {
    return PATHS;
  }

  @Override
  public String type(String module, String name) {
    return module.isEmpty() || module.equals(BUILTINS) ? name : module + "." + name;
  }

  @Override
  public boolean isOfTheProgram(String module) {
    return !module.isEmpty() && !module.equals(BUILTINS);
  }

  @Override
  public boolean isSequence(String type) {
    return SEQUENCES.contains(type);
  }

  @Override
  public boolean isDefinition(String type) {
    return DEFINITIONS.contains(type);
  }

  @Override
  public boolean endsReach(String type) {
    return Dialect.super.endsReach(type)
        || BYSTANDERS.contains(type)
        || type.equals("module")
        || type.equals("frame");
  }

  /// Those that `gc.freeze()` has put aside a collection does not write to, either.
  @Override
  public boolean isWrittenByCollectionsAlone(String type) {
    return BYSTANDERS.contains(type);
  }

  /// `gc.freeze` is there from 3.7 on (`Modules/gcmodule.c`).
  @Override
  public Optional<String> sparesCollections(String version) {
    return version.matches("2[.].*|3[.][0-6]([.].*)?|")
        ? Optional.empty()
        : Optional.of("gc.freeze() before the fork");
  }

  @Override
  public Optional<String> collectionOfRings() {
    return Optional.of("gc.collect()");
  }

  @Override
  public String calling(String call) {
    return "ctypes.CDLL(None)." + call.replace(", \"", ", b\"").replace("(\"", "(b\"");
  }

  @Override
  public String dropping(String path) {
    return DROPPED.matcher(path).matches() ? "del " + path : "";
  }

  /// `list_dealloc` in `Objects/listobject.c`, `tuple_dealloc` in `Objects/tupleobject.c`.
  @Override
  public boolean freesLastFirst(String type) {
    return type.equals("list") || type.equals("tuple");
  }

  /// From 3.9 on the last arena with free pools is kept (`insert_to_freepool` in
  /// `Objects/obmalloc.c`, bpo-37257).
  @Override
  public OptionalInt emptyArenasKept(String version) {
    return OptionalInt.of(version.matches("2[.].*|3[.][0-8]([.].*)?") ? 0 : 1);
  }

  @Override
  public Optional<Content> content(String type) {
    return type.equals("str") || type.equals("bytes") ? Optional.of(TEXT) : Optional.empty();
  }

  @Override
  public Rebuilding rebuilding(String type, String path) {
    String code = REBUILT.getOrDefault(type, "");
    Matcher last = LAST_NAME.matcher(path);
    String name = last.find() ? last.group(1) : "it";
    boolean text = type.equals("bytearray");
    return new Rebuilding(
        text ? "buffer" : "table",
        text ? "bytes" : "entries",
        code.isEmpty() ? "" : name + " = " + String.format(Locale.ROOT, code, name));
  }

  @Override
  public Optional<Packing> packing(String type, String item, String path) {
    if (!type.equals("list") && !type.equals("tuple")) {
      return Optional.empty();
    }
    Matcher last = LAST_NAME.matcher(path);
    String name = last.find() ? last.group(1) : "it";
    return switch (item) {
      case "float" -> Optional.of(array("d", name, Long.MAX_VALUE));
      case "int" -> Optional.of(array("q", name, LARGEST_INT));
      case "str" ->
          Optional.of(
              new Packing(
                  "one text",
                  String.format("%s = '\\n'.join(%s)", name, name),
                  TEXT_BYTES,
                  1,
                  true,
                  Long.MAX_VALUE));
      default -> Optional.empty();
    };
  }

  private static Packing array(String code, String name, long most) {
    return new Packing(
        "an array",
        String.format("%s = array.array('%s', %s)", name, code, name),
        ARRAY_BYTES,
        Long.BYTES,
        false,
        most);
  }

  @Override
  public boolean isCode(String type) {
    return type.equals("code");
  }

  @Override
  public boolean describesObjects() {
    return true;
  }

  @Override
  public boolean hasToolSizes() {
    return true;
  }

  @Override
  public String toolSentence(ToolSizes sizes) {
    return sizes.least() == sizes.most()
        ? String.format(Locale.ROOT, "sys.getsizeof says about %,d.", sizes.least())
        : String.format(
            Locale.ROOT, "sys.getsizeof says about %,d to %,d.", sizes.least(), sizes.most());
  }
}
