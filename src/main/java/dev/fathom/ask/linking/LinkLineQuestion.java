package dev.fathom.ask.linking;

import dev.fathom.analysis.linking.ObjectLink;
import dev.fathom.ask.QuestionException;
import dev.fathom.ask.linking.LinkLineAnswer.ObjectLine;
import dev.fathom.model.linking.LinkInput;
import dev.fathom.model.linking.LinkObject;
import dev.fathom.model.linking.SymbolColumns;
import dev.fathom.model.linking.SymbolNames;
import dev.fathom.survey.linking.FileLinks;
import dev.fathom.survey.linking.LinkInputs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Would a linker make a program, or a library, of object files and archives?
///
/// @param files in the order in which they would be given
/// @param root the file system that they are of
/// @param library whether a library is made
public record LinkLineQuestion(List<Path> files, Path root, boolean library) {
  public LinkLineQuestion {
    files = List.copyOf(files);
  }

  /// {@return whether these are files that only a linker takes}
  public static boolean isAbout(List<Path> files) {
    return files.stream().anyMatch(LinkInputs::isObject);
  }

  /// {@return the answer}
  ///
  /// @throws QuestionException in one line, if one of the files cannot be read
  public LinkLineAnswer answer() throws QuestionException {
    FileLinks links = FileLinks.of(root, "");
    LinkInputs reader = new LinkInputs(links);
    List<LinkInput> inputs = new ArrayList<>();
    for (Path file : files) {
      try {
        inputs.add(reader.read(file));
      } catch (IOException unfit) {
        throw QuestionException.absent(String.valueOf(unfit.getMessage()));
      }
    }
    boolean archives = inputs.stream().allMatch(LinkInput.Archived.class::isInstance);
    List<LinkObject> all = objects(inputs);
    String machine = all.isEmpty() ? "" : all.getFirst().machine();
    ObjectLink.Outcome outcome =
        archives
            ? whole(links, all)
            : new ObjectLink(links.names(), new OwnSystem(root), library)
                .link(inputs, reader.implied(machine, isCpp(all, links.names())));
    Map<String, String> because = new HashMap<>();
    outcome.taken().forEach(each -> because.put(each.object().name(), each.because()));
    return new LinkLineAnswer(
        all.stream()
            .map(object ->
                new ObjectLine(
                    object.name(),
                    because.containsKey(object.name()),
                    because.getOrDefault(object.name(), ""),
                    object.offered(),
                    object.wanted()))
            .toList(),
        outcome);
  }

  /// Archives alone: nothing is linked, but members that cannot be taken together are told.
  private ObjectLink.Outcome whole(FileLinks links, List<LinkObject> all) {
    List<LinkInput> members = new ArrayList<>();
    all.forEach(object -> members.add(new LinkInput.Single(object)));
    ObjectLink.Outcome outcome =
        new ObjectLink(links.names(), new OwnSystem(root), true).link(members, List.of());
    return new ObjectLink.Outcome(List.of(), library ? outcome.findings() : List.of());
  }

  private static List<LinkObject> objects(List<LinkInput> inputs) {
    List<LinkObject> all = new ArrayList<>();
    for (LinkInput input : inputs) {
      switch (input) {
        case LinkInput.Single single -> all.add(single.object());
        case LinkInput.Archived archive -> all.addAll(archive.members());
        case LinkInput.Shared shared -> {}
      }
    }
    return all;
  }

  /// Whoever has C++ among the files links with `g++`.
  private static boolean isCpp(List<LinkObject> objects, SymbolNames names) {
    for (LinkObject object : objects) {
      SymbolColumns symbols = object.symbols();
      for (int symbol = 0; symbol < symbols.count(); symbol++) {
        if (names.text(symbols.name(symbol)).startsWith("_Z")) {
          return true;
        }
      }
    }
    return false;
  }
}
