package dev.fathom.ask.linking;

import dev.fathom.analysis.linking.StartCost;
import dev.fathom.ask.QuestionException;
import dev.fathom.model.linking.LinkGraph;
import dev.fathom.model.linking.LinkedFile;
import dev.fathom.survey.linking.FileLinks;
import dev.fathom.survey.linking.RunningPrograms;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What do many processes of each build of a program cost?
///
/// @param files the builds
/// @param root the file system that they are of
/// @param libraryPath `LD_LIBRARY_PATH`; empty for none
/// @param processes how many are to run
public record BuildsQuestion(List<Path> files, Path root, String libraryPath, long processes) {
  public BuildsQuestion {
    files = List.copyOf(files);
  }

  /// {@return an answer for each}
  ///
  /// @throws QuestionException in one line, if one cannot be read or is no program
  public List<BuildLine> answer() throws QuestionException {
    FileLinks links = FileLinks.of(root, libraryPath);
    List<BuildLine> lines = new ArrayList<>();
    for (Path file : files) {
      try {
        LinkGraph graph = links.alone(file);
        LinkedFile.Kind kind = graph.files().getFirst().kind();
        if (kind != LinkedFile.Kind.PROGRAM && kind != LinkedFile.Kind.STATIC_PROGRAM) {
          throw QuestionException.wrong(
              file + " is a " + kind.label() + "; --processes is about programs");
        }
        lines.add(
            new BuildLine(graph, StartCost.of(graph), RunningPrograms.costs(file), processes));
      } catch (QuestionException wrong) {
        throw wrong;
      } catch (IOException unfit) {
        throw QuestionException.absent(String.valueOf(unfit.getMessage()));
      }
    }
    return lines;
  }
}
