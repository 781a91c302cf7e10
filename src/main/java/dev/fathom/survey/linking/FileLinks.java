package dev.fathom.survey.linking;

import dev.fathom.elf.loading.LibrarySearch;
import dev.fathom.elf.loading.Loaders;
import dev.fathom.elf.loading.SystemRoot;
import dev.fathom.model.linking.LinkGraph;
import dev.fathom.model.linking.LinkedFile;
import dev.fathom.model.linking.SymbolNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Files, and what they need, as the loader would load them. A library that several files need is
/// read once.
public final class FileLinks {
  private final SystemRoot root;
  private final LibrarySearch search;
  private final SymbolNames names = new SymbolNames();
  private final LinkedFiles files = new LinkedFiles(names);
  private final Map<String, Read> read = new HashMap<>();

  /// What came of reading a file: the file, or why not.
  private record Read(Optional<LinkedFile> file, String why) {}

  private FileLinks(SystemRoot root, String libraryPath) {
    this.root = root;
    this.search = new LibrarySearch(root, libraryPath);
  }

  /// {@return the files of a system}
  ///
  /// @param root the directory that is its `/`
  /// @param libraryPath `LD_LIBRARY_PATH`; empty for none
  public static FileLinks of(Path root, String libraryPath) {
    return new FileLinks(SystemRoot.of(root), libraryPath);
  }

  /// {@return the names of all symbols that were read}
  public SymbolNames names() {
    return names;
  }

  /// {@return a file alone}
  ///
  /// @throws IOException in one line, if it is none that is read here
  public LinkedFile file(Path file) throws IOException {
    return fileAt(file, root.inside(file));
  }

  /// {@return a file with all that it needs}
  ///
  /// @throws IOException in one line, if it is none that is read here
  public LinkGraph alone(Path file) throws IOException {
    Closure closure = closure(file);
    return closure.graph();
  }

  /// {@return a file as another one loads it, with all that both need; the other one first}
  ///
  /// @param host the program that loads it, while it runs
  /// @throws IOException in one line, if one is none that is read here
  public LinkGraph loadedBy(Path host, Path file) throws IOException {
    Closure closure = closure(host.toRealPath());
    closure.load(fileAt(file, root.inside(file)), file);
    return closure.graph();
  }

  /// {@return libraries that are there under a name that begins so}
  public List<String> similar(String beginning, String machine) {
    return search.similar(beginning, machine);
  }

  private Closure closure(Path file) throws IOException {
    LinkedFile first = fileAt(file, root.inside(file));
    if (first.kind() == LinkedFile.Kind.PROGRAM) {
      // `$ORIGIN` of a program is where it really is.
      Path real = file.toRealPath();
      first = fileAt(real, root.inside(real));
    }
    Closure closure = new Closure(this, Loaders.of(first));
    closure.load(first, file);
    return closure;
  }

  SystemRoot root() {
    return root;
  }

  LibrarySearch search() {
    return search;
  }

  LinkedFile fileAt(Path file, String path) throws IOException {
    Read found = read.get(path);
    if (found == null) {
      found = readAt(file, path);
      read.put(path, found);
    }
    String why = found.why();
    return found.file().orElseThrow(() -> new IOException(why));
  }

  private Read readAt(Path file, String path) {
    try {
      if (!Files.isRegularFile(file)) {
        return new Read(
            Optional.empty(), file + (Files.exists(file) ? ": no plain file" : ": no such file"));
      }
      return new Read(Optional.of(files.read(file, path)), "");
    } catch (IOException unreadable) {
      return new Read(Optional.empty(), Reasons.of(file, unreadable));
    }
  }
}
