package dev.fathom.survey.linking;

import dev.fathom.elf.ElfImage;
import dev.fathom.model.linking.LoadedFile;
import dev.fathom.model.memory.Mapping;
import dev.fathom.os.ProcessDirectory;
import dev.fathom.target.LoadedModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Whether files that a process has mapped are still where they were.
final class FileStates {
  /// What the kernel adds to a name that is gone.
  static final String DELETED = " (deleted)";

  private final ProcessDirectory process;

  FileStates(int process) {
    this.process = ProcessDirectory.of(process);
  }

  LoadedFile.State of(LoadedModule module, @Nullable Mapping first) {
    if (first == null || !module.path().endsWith(DELETED)) {
      return LoadedFile.State.THERE;
    }
    String path = module.path().substring(0, module.path().length() - DELETED.length());
    return process.inItsRoot(path).filter(FileStates::isProgram).isPresent()
        ? LoadedFile.State.REPLACED
        : LoadedFile.State.DELETED;
  }

  private static boolean isProgram(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (ElfImage image = ElfImage.openUnmapped(file)) {
      return !image.loads().isEmpty();
    } catch (IOException other) {
      return false;
    }
  }
}
