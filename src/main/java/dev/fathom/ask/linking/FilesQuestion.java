package dev.fathom.ask.linking;

import dev.fathom.analysis.linking.Diagnosis;
import dev.fathom.analysis.linking.HostVersions;
import dev.fathom.analysis.linking.LinkFinding;
import dev.fathom.ask.QuestionException;
import dev.fathom.model.Warning;
import dev.fathom.model.linking.LinkGraph;
import dev.fathom.model.linking.LinkedFile;
import dev.fathom.survey.linking.FileLinks;
import dev.fathom.survey.linking.HostPrograms;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What do programs and libraries need, is it there, and who resolves whom?
///
/// @param files to look at
/// @param root the file system that they are of
/// @param libraryPath `LD_LIBRARY_PATH`; empty for none
/// @param host the program that loads them; where none is given it is looked for
public record FilesQuestion(List<Path> files, Path root, String libraryPath, Optional<Path> host) {
  public FilesQuestion {
    files = List.copyOf(files);
  }

  /// {@return what is found of each}
  ///
  /// @throws QuestionException in one line, if not one of the files can be read
  public FilesAnswer answer() throws QuestionException {
    FileLinks links = FileLinks.of(root, libraryPath);
    Diagnosis diagnosis = new Diagnosis(new OwnSystem(root));
    List<Warning> warnings = new ArrayList<>();
    List<LinkedFile> read = new ArrayList<>();
    List<Path> readable = new ArrayList<>();
    for (Path file : files) {
      try {
        read.add(links.file(file));
        readable.add(file);
      } catch (IOException unfit) {
        warnings.add(new Warning("unreadable", String.valueOf(unfit.getMessage()), true));
      }
    }
    if (read.isEmpty() && !warnings.isEmpty()) {
      throw QuestionException.absent(warnings.getFirst().message());
    }
    List<FileAnswer> answers = new ArrayList<>();
    for (int i = 0; i < read.size(); i++) {
      try {
        answers.add(answer(readable.get(i), read.get(i), read, links, diagnosis));
      } catch (IOException unfit) {
        warnings.add(new Warning("unreadable", String.valueOf(unfit.getMessage()), true));
      }
    }
    return new FilesAnswer(answers, warnings);
  }

  private FileAnswer answer(
      Path file, LinkedFile linked, List<LinkedFile> all, FileLinks links, Diagnosis diagnosis)
      throws IOException {
    Optional<HostPrograms.Host> loader =
        linked.kind() != LinkedFile.Kind.LIBRARY
            ? Optional.empty()
            : host.map(program -> HostPrograms.named(program, linked, links.names()))
                .or(() -> HostPrograms.of(file, linked, links.names()));
    LinkGraph graph =
        loader.isPresent() ? links.loadedBy(loader.get().program(), file) : links.alone(file);
    List<LinkFinding> findings = new ArrayList<>();
    loader
        .flatMap(each ->
            HostVersions.check(
                linked.path(), each.language(), each.version(), graph.files().getFirst()))
        .ifPresent(findings::add);
    List<LinkedFile> beside =
        linked.kind() == LinkedFile.Kind.LIBRARY
            ? all.stream().filter(each -> each.kind() == LinkedFile.Kind.LIBRARY).toList()
            : List.of();
    findings.addAll(diagnosis.of(graph, beside));
    int number = loader.isPresent() ? graph.groups().getLast().head() : 0;
    return new FileAnswer(graph, number, findings, wanted(graph));
  }

  private static int wanted(LinkGraph graph) {
    int wanted = 0;
    for (int number : Diagnosis.diagnosed(graph)) {
      wanted += graph.files().get(number).wanted();
    }
    return wanted;
  }
}
