package dev.fathom.judges;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fathom.analysis.Analysis;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.Pause;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.object.Detail;
import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.survey.look.Look;
import dev.fathom.survey.look.SecondLook;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What Fathom finds in a perl, written line by line for `judged/Devel/MAT.pm`, which says how.
final class FathomDump {
  private final Analysis analysis;
  private final Findings findings;

  private FathomDump(Findings findings) {
    this.findings = findings;
    analysis = Analysis.of(findings);
  }

  /// Looks at a process, which waits for the answer.
  static String write(int process, Path file) throws ProcessAccessException, IOException {
    Pause pause = Pause.of(Freeze.PTRACE);
    FathomDump dump = new FathomDump(Look.atProcessWithValues(process, pause));
    Map<Long, List<Detail>> details =
        SecondLook.describe(process, pause, "perl", dump.values(), true, 1);
    try (BufferedWriter lines = Files.newBufferedWriter(file, UTF_8)) {
      for (int object = 0; object < dump.findings.objects().count(); object++) {
        lines.write(dump.object(object));
        for (Detail detail :
            details.getOrDefault(dump.findings.objects().address(object), List.of())) {
          lines.write(
              "d %d %s %s%n"
                  .formatted(
                      dump.findings.objects().address(object),
                      detail.name().replace(' ', '-'),
                      escaped(detail.value())));
        }
      }
      for (var root : dump.findings.references().roots()) {
        lines.write(
            "r %d %s%n"
                .formatted(dump.findings.objects().address(root.object()), escaped(root.path())));
      }
    }
    return "written";
  }

  private List<Long> values() {
    List<Long> values = new ArrayList<>();
    for (int object = 0; object < findings.objects().count(); object++) {
      values.add(findings.objects().address(object));
    }
    return values;
  }

  private String object(int object) {
    String type = findings.types().get(findings.objects().type(object)).qualifiedName();
    String key = findings.references().spellings().get(object);
    StringBuilder lines =
        new StringBuilder(
            "o %d %s %d %s%n"
                .formatted(
                    findings.objects().address(object),
                    type,
                    findings.objects().shallow(object),
                    escaped(key != null ? key : analysis.paths().path(object))));
    EdgeTable edges = findings.references().edges();
    for (int edge = edges.first(object); edge < edges.first(object + 1); edge++) {
      lines.append(
          "e %d %d %s%n"
              .formatted(
                  findings.objects().address(object),
                  findings.objects().address(edges.target(edge)),
                  name(edges, edge)));
    }
    return lines.toString();
  }

  private String name(EdgeTable edges, int edge) {
    if (edges.kind(edge) == EdgeKind.INDEX.code()) {
      return "index " + edges.name(edge);
    }
    if (edges.kind(edge) == EdgeKind.FIELD.code()) {
      return "field " + escaped(findings.references().fields().get(edges.name(edge)));
    }
    return "key " + escaped(findings.references().spellings().getOrDefault(edges.name(edge), ""));
  }

  private static String escaped(String text) {
    return text.replace("\n", "\\x{a}").replace("\r", "\\x{d}");
  }
}
