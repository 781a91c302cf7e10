package dev.fathom.ask.linking;

import dev.fathom.ask.QuestionException;
import dev.fathom.survey.linking.FileKinds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What words of a command line name: files, and of directories what is linked in there.
public final class LinkSubjects {
  private static final int DEEPEST = 32;

  private LinkSubjects() {}

  /// {@return the files that are meant}
  ///
  /// @throws QuestionException if there is no such file, or a directory has none
  public static List<Path> files(List<String> words) throws QuestionException {
    List<Path> files = new ArrayList<>();
    for (String word : words) {
      Path path = path(word);
      if (Files.isDirectory(path)) {
        List<Path> inside = inside(path);
        if (inside.isEmpty()) {
          throw QuestionException.absent(word + " holds no programs or libraries");
        }
        files.addAll(inside);
      } else if (Files.exists(path)) {
        files.add(path);
      } else {
        throw QuestionException.absent("'" + word + "' is not a file");
      }
    }
    return files;
  }

  private static Path path(String word) throws QuestionException {
    try {
      return Path.of(word);
    } catch (InvalidPathException impossible) {
      throw QuestionException.absent("there can be no file of that name");
    }
  }

  private static List<Path> inside(Path directory) throws QuestionException {
    try (Stream<Path> all = Files.walk(directory, DEEPEST)) {
      return all.filter(file -> Files.isRegularFile(file) && !Files.isSymbolicLink(file))
          .filter(FileKinds::isLinked)
          .sorted()
          .toList();
    } catch (IOException | java.io.UncheckedIOException unreadable) {
      throw QuestionException.absent(directory + " cannot be listed: " + unreadable.getMessage());
    }
  }
}
