import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Writes libraries whose classes are in the format of Java 5 anew, in that of Java 6.
///
///     java tools/NewerClasses.java LIBRARIES NEW
///
/// The virtual machine verifies the old format in another way, and so keeps no class of it in an
/// AOT cache: each start would read, verify and link 200 classes of picocli. What differs is the
/// number and the table of types that the verifier checks by. The same jar is written for the same
/// one. Libraries without such classes are left out.
final class NewerClasses {
  private static final int JAVA_6 = ClassFile.JAVA_6_VERSION;
  private static final int VERSION_AT = 6; // in a class file, two bytes

  private NewerClasses() {}

  public static void main(String[] arguments) throws IOException {
    Path to = Files.createDirectories(Path.of(arguments[1]));
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(Path.of(arguments[0]), "*.jar")) {
      found.forEach(jars::add);
    }
    for (Path jar : jars) {
      try (ZipFile from = new ZipFile(jar.toFile())) {
        if (hasOld(from)) {
          write(jar, from, to.resolve(jar.getFileName()));
        }
      }
    }
  }

  private static boolean hasOld(ZipFile jar) throws IOException {
    for (ZipEntry entry : jar.stream().toList()) {
      if (entry.getName().endsWith(".class") && isOld(bytes(jar, entry))) {
        return true;
      }
    }
    return false;
  }

  private static void write(Path jar, ZipFile from, Path to) throws IOException {
    try (URLClassLoader classes = new URLClassLoader(new URL[] {jar.toUri().toURL()});
        OutputStream file = Files.newOutputStream(to);
        ZipOutputStream out = new ZipOutputStream(file)) {
      ClassFile format =
          ClassFile.of(
              ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
              // Of their own, as code is copied as it is into the pool of constants that it is from.
              ClassFile.ConstantPoolSharingOption.NEW_POOL,
              ClassFile.ClassHierarchyResolverOption.of(
                  ClassHierarchyResolver.ofResourceParsing(classes)));
      for (ZipEntry entry : from.stream().toList()) {
        byte[] bytes = bytes(from, entry);
        ZipEntry same = new ZipEntry(entry.getName());
        same.setTime(entry.getTime());
        out.putNextEntry(same);
        out.write(entry.getName().endsWith(".class") && isOld(bytes) ? newer(format, bytes) : bytes);
        out.closeEntry();
      }
    }
  }

  private static byte[] newer(ClassFile format, byte[] old) {
    return format.transformClass(
        format.parse(old),
        ClassTransform.transformingMethodBodies((code, element) -> code.with(element))
            .andThen(ClassTransform.endHandler(built -> built.withVersion(JAVA_6, 0))));
  }

  private static boolean isOld(byte[] bytes) {
    return ((bytes[VERSION_AT] & 0xff) << 8 | bytes[VERSION_AT + 1] & 0xff) < JAVA_6;
  }

  private static byte[] bytes(ZipFile jar, ZipEntry entry) throws IOException {
    try (var stream = jar.getInputStream(entry)) {
      return stream.readAllBytes();
    }
  }
}
