package dev.fathom.export.hprof;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.netbeans.lib.profiler.heap.Heap;
import org.netbeans.lib.profiler.heap.HeapFactory;
import org.netbeans.lib.profiler.heap.Instance;
import org.netbeans.lib.profiler.heap.JavaClass;
import org.netbeans.lib.profiler.heap.ObjectArrayInstance;
import org.netbeans.lib.profiler.heap.ObjectFieldValue;
import org.netbeans.lib.profiler.heap.PrimitiveArrayInstance;

/// A dump as NetBeans' and VisualVM's own reader understands it.
final class NetBeansHeap {
  private static final String ITEMS = "java.lang.Object[]";

  private final Heap heap;

  private NetBeansHeap(Heap heap) {
    this.heap = heap;
  }

  static NetBeansHeap open(Path dump) throws IOException {
    return new NetBeansHeap(HeapFactory.createHeap(dump.toFile()));
  }

  Heap heap() {
    return heap;
  }

  /// {@return how many instances each class has, by the name of the type that it is made for}
  Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    for (JavaClass each : classes()) {
      if (each.getInstancesCount() > 0) {
        counts.merge(type(each), (long) each.getInstancesCount(), Long::sum);
      }
    }
    return counts;
  }

  @SuppressWarnings("unchecked") // it is older than generics
  List<JavaClass> classes() {
    return heap.getAllClasses();
  }

  private static String type(JavaClass of) {
    JavaClass above = of.getSuperClass();
    boolean isBelow = above != null && !above.getName().equals("java.lang.Object");
    String name = isBelow ? above.getName() : of.getName();
    String type = name.replaceFirst(" \\(\\d+\\)$", ""); // another of the same name
    return type.endsWith("[]") ? type.substring(0, type.length() - 2) : type;
  }

  Instance object(long address) {
    Instance found = heap.getInstanceByID(address);
    if (found == null) {
      throw new AssertionError("nothing at " + Long.toHexString(address));
    }
    return found;
  }

  /// {@return the ids of all that an object refers to, in ascending order; of what hangs below it
  /// as of itself}
  List<Long> references(long address) {
    List<Long> all = new ArrayList<>();
    parts(object(address)).forEach(part -> addReferences(part, all));
    all.sort(Comparator.naturalOrder());
    return all;
  }

  /// {@return an object, and what is no object of the target's and hangs below it}
  List<Instance> parts(Instance object) {
    List<Instance> parts = new ArrayList<>(List.of(object));
    for (int at = 0; at < parts.size(); at++) {
      Stream.concat(fields(parts.get(at)).values().stream(), items(parts.get(at)).stream())
          .filter(NetBeansHeap::isPart)
          .forEach(parts::add);
    }
    return parts;
  }

  private static boolean isPart(Instance each) {
    return each instanceof PrimitiveArrayInstance || each.getJavaClass().getName().equals(ITEMS);
  }

  private static void addReferences(Instance part, List<Long> all) {
    Stream.concat(fields(part).values().stream(), items(part).stream())
        .filter(each -> !isPart(each))
        .forEach(each -> all.add(each.getInstanceId()));
  }

  /// {@return what the fields of an instance refer to, by their names}
  static Map<String, Instance> fields(Instance of) {
    Map<String, Instance> fields = new HashMap<>();
    for (Object field : of.getFieldValues()) {
      if (field instanceof ObjectFieldValue reference && reference.getInstance() != null) {
        fields.put(reference.getField().getName(), reference.getInstance());
      }
    }
    return fields;
  }

  /// {@return what the static fields of a class refer to, by their names}
  Map<String, Instance> statics(String name) {
    Map<String, Instance> fields = new HashMap<>();
    for (Object field : heap.getJavaClassByName(name).getStaticFieldValues()) {
      if (field instanceof ObjectFieldValue reference && reference.getInstance() != null) {
        fields.put(reference.getField().getName(), reference.getInstance());
      }
    }
    return fields;
  }

  @SuppressWarnings("unchecked") // it is older than generics
  static List<Instance> items(Instance of) {
    return of instanceof ObjectArrayInstance array
        ? ((List<Instance>) array.getValues()).stream().filter(each -> each != null).toList()
        : List.of();
  }

  /// {@return the size of an object with what hangs below it}
  long bytes(long address) {
    return parts(object(address)).stream().mapToLong(Instance::getSize).sum();
  }

  /// {@return what it finds an object to retain, itself included}
  long retained(long address) {
    return object(address).getRetainedSize();
  }
}
