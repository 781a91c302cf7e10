package dev.fathom.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MethodRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// The classes of tests from whose code a process may be started, or the whole program be run.
///
/// A class that names [ProcessBuilder] or calls `Runtime.exec` starts processes, be it a test's or
/// Fathom's own; `cli.Main` is the whole program. So does a class of the tests that names such a
/// class, and one that names that. What Fathom's own classes name of each other is not followed: a
/// unit that could start a process if it were asked otherwise is still a unit. Nested classes are
/// taken as a part of the outermost one.
final class ProcessStarters {
  private static final String BUILDER = "java/lang/ProcessBuilder";
  private static final String RUNTIME = "java/lang/Runtime";
  private static final String PROGRAM = "dev/fathom/cli/Main";

  private final Set<String> found = new HashSet<>();

  private ProcessStarters() {}

  /// @param program the class files of Fathom
  /// @param tests those of its tests
  static ProcessStarters of(Path program, Path tests) {
    ProcessStarters starters = new ProcessStarters();
    Map<String, Set<String>> users = new HashMap<>();
    starters.found.add(PROGRAM);
    for (ClassModel each : classes(program)) {
      starters.addIfItStarts(each);
    }
    for (ClassModel each : classes(tests)) {
      starters.addIfItStarts(each);
      for (PoolEntry entry : each.constantPool()) {
        if (entry instanceof ClassEntry named) {
          users
              .computeIfAbsent(outermost(named.asInternalName()), name -> new HashSet<>())
              .add(outermost(each.thisClass().asInternalName()));
        }
      }
    }
    Deque<String> open = new ArrayDeque<>(starters.found);
    while (!open.isEmpty()) {
      for (String user : users.getOrDefault(open.pop(), Set.of())) {
        if (starters.found.add(user)) {
          open.push(user);
        }
      }
    }
    return starters;
  }

  /// Where the class files are that this class is among.
  static Path folderOf(Class<?> one) {
    try {
      return Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  boolean contains(String className) {
    return found.contains(outermost(className.replace('.', '/')));
  }

  private void addIfItStarts(ClassModel one) {
    for (PoolEntry entry : one.constantPool()) {
      boolean starts =
          switch (entry) {
            case ClassEntry named -> named.asInternalName().equals(BUILDER);
            case MethodRefEntry called ->
                called.owner().asInternalName().equals(RUNTIME)
                    && called.name().equalsString("exec");
            default -> false;
          };
      if (starts) {
        found.add(outermost(one.thisClass().asInternalName()));
      }
    }
  }

  private static String outermost(String name) {
    int nested = name.indexOf('$');
    return nested < 0 ? name : name.substring(0, nested);
  }

  private static List<ClassModel> classes(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(each -> each.toString().endsWith(".class"))
          .map(ProcessStarters::parse)
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static ClassModel parse(Path file) {
    try {
      return ClassFile.of().parse(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
