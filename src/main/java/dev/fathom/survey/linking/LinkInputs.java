package dev.fathom.survey.linking;

import dev.fathom.elf.loading.LibrarySearch;
import dev.fathom.elf.loading.SystemRoot;
import dev.fathom.model.linking.LinkInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a linker is given: the files of its command line, and what the compiler adds.
public final class LinkInputs {
  private static final String COMPILERS = "/usr/lib/gcc";

  private final FileLinks links;
  private final ObjectFiles objects;
  private final SystemRoot root;

  public LinkInputs(FileLinks links) {
    this.links = links;
    this.objects = new ObjectFiles(links.names());
    this.root = links.root();
  }

  /// {@return whether a file is one that only a linker takes}
  public static boolean isObject(Path file) {
    return ObjectFiles.isObject(file);
  }

  /// Reads one.
  ///
  /// @throws IOException in one line
  public LinkInput read(Path file) throws IOException {
    return ObjectFiles.isObject(file) ? objects.read(file) : new LinkInput.Shared(links.file(file));
  }

  /// {@return what `gcc` adds behind the files: its own library and the C library; of C++ that as
  /// well} What is not there is left out.
  public List<LinkInput> implied(String machine, boolean cpp) {
    List<LinkInput> found = new ArrayList<>();
    List<String> shared =
        cpp
            ? List.of("libstdc++.so.6", "libm.so.6", "libgcc_s.so.1", "libc.so.6")
            : List.of("libgcc_s.so.1", "libc.so.6");
    for (String name : shared) {
      library(name, machine).ifPresent(found::add);
    }
    loader(found).ifPresent(found::add);
    archive("/usr/lib/" + machine.replace('-', '_') + "-linux-gnu/libc_nonshared.a")
        .ifPresent(found::add);
    ownLibrary().flatMap(this::archive).ifPresent(found::add);
    return found;
  }

  /// The loader has what the C library leaves to it, such as `__tls_get_addr`.
  private Optional<LinkInput> loader(List<LinkInput> found) {
    for (LinkInput input : found) {
      if (input instanceof LinkInput.Shared shared) {
        for (String need : shared.library().needed()) {
          if (need.startsWith("ld-linux")) {
            return library(need, shared.library().machine());
          }
        }
      }
    }
    return Optional.empty();
  }

  private Optional<LinkInput> library(String name, String machine) {
    for (LibrarySearch.Candidate candidate : links.search().usual(name, machine)) {
      if (Files.isRegularFile(candidate.file())) {
        try {
          return Optional.of(
              new LinkInput.Shared(links.fileAt(candidate.file(), candidate.path())));
        } catch (IOException unfit) {
          // the next one may do
        }
      }
    }
    return Optional.empty();
  }

  private Optional<LinkInput> archive(String path) {
    Path file = root.file(path);
    try {
      return Files.isRegularFile(file) ? Optional.of(objects.read(file)) : Optional.empty();
    } catch (IOException damaged) {
      return Optional.empty();
    }
  }

  private Optional<String> ownLibrary() {
    try (Stream<Path> all = Files.walk(root.file(COMPILERS), 3)) {
      return all.filter(file -> file.endsWith("libgcc.a"))
          .map(Path::toString)
          .sorted()
          .reduce((one, other) -> other);
    } catch (IOException | UncheckedIOException none) {
      return Optional.empty();
    }
  }
}
