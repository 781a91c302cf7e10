// Marks what a quick build has to compile again, so that it need not compile everything:
//
//     java tools/StaleClasses.java FOLDER    the folder that has classes/ and test-classes/
//
// The compiler plugin compiles sources that are newer than their class file. Here the class files of
// whatever names a class that changed, or a subtype of one, get a time of 0, and those without a source
// go. What it does not see: a constant of another class that was compiled in. `./build` does not ask
// it, and has a folder of its own.
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.attribute.FileTime;

private static final FileTime MARKED = FileTime.fromMillis(0);
private static final Pattern OURS = Pattern.compile("dev/fathom/[\\w/$-]+");

/// A class file.
///
/// @param source what it was compiled from
/// @param main the class file whose time the compiler plugin compares with the source's
private record Compiled(
    String name, Path file, Path source, Path main, Set<String> supertypes, Set<String> names) {}

void main(String[] arguments) throws IOException {
  Path folder = Path.of(arguments[0]);
  List<Compiled> all = new ArrayList<>();
  all.addAll(read(folder.resolve("classes"), Path.of("src/main/java")));
  all.addAll(read(folder.resolve("test-classes"), Path.of("src/test/java")));

  Set<String> changed = new HashSet<>();
  for (Compiled each : all) {
    if (!Files.exists(each.source())) {
      changed.add(each.name());
      Files.delete(each.file());
    } else if (isNewer(each.source(), each.main())) {
      changed.add(each.name());
    }
  }
  for (boolean more = true; more; ) {
    more = false;
    for (Compiled each : all) {
      more |= !Collections.disjoint(each.supertypes(), changed) && changed.add(each.name());
    }
  }
  for (Compiled each : all) {
    if (!Collections.disjoint(each.names(), changed) && Files.exists(each.main())) {
      Files.setLastModifiedTime(each.main(), MARKED);
    }
  }
}

/// Whether a source has changed since it was compiled. What was marked has not: only what it names has.
private boolean isNewer(Path source, Path compiled) throws IOException {
  if (!Files.exists(compiled)) {
    return true;
  }
  FileTime time = Files.getLastModifiedTime(compiled);
  return !time.equals(MARKED) && Files.getLastModifiedTime(source).compareTo(time) > 0;
}

private List<Compiled> read(Path classes, Path sources) throws IOException {
  if (!Files.isDirectory(classes)) {
    return List.of();
  }
  List<Compiled> all = new ArrayList<>();
  try (Stream<Path> files = Files.walk(classes)) {
    for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
      ClassModel model = ClassFile.of().parse(file);
      String name = model.thisClass().asInternalName();
      String of =
          model.findAttribute(Attributes.sourceFile()).orElseThrow().sourceFile().stringValue();
      Path within = classes.relativize(file).resolveSibling(of);
      Path main = file.resolveSibling(of.replaceAll("\\.java$", ".class"));
      Set<String> supertypes = new HashSet<>();
      model.superclass().ifPresent(type -> supertypes.add(type.asInternalName()));
      model.interfaces().forEach(type -> supertypes.add(type.asInternalName()));
      Set<String> names = new HashSet<>();
      for (PoolEntry entry : model.constantPool()) {
        if (entry instanceof Utf8Entry text) { // names of classes, descriptors, signatures
          OURS.matcher(text.stringValue()).results().forEach(found -> names.add(found.group()));
        }
      }
      all.add(new Compiled(name, file, sources.resolve(within), main, supertypes, names));
    }
  }
  return all;
}
