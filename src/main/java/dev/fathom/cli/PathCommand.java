package dev.fathom.cli;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.paths.PathSearch;
import dev.fathom.model.Findings;
import dev.fathom.report.Escape;
import dev.fathom.report.GraphReport;
import dev.fathom.report.PathsJson;
import java.io.IOException;
import java.util.BitSet;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fathom path PID ADDRESS|TYPE`.
@Command(
    name = "path",
    description =
        "What holds an object, or the objects of a type: all ways to them, alike ones as one.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class PathCommand implements Callable<Integer> {
  private final Screen screen;

  @Mixin private LiveFindings target = new LiveFindings();

  @Mixin private SinceOptions since = new SinceOptions();

  @Parameters(
      index = "1",
      paramLabel = "ADDRESS|TYPE",
      description =
          "0x… of an object, or the name of a type: list, package.module.Class, or Class alone.")
  private String wanted = "";

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "How many kinds of paths to list (default ${DEFAULT-VALUE}).",
      defaultValue = "20")
  private int top;

  PathCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    since.check(target);
    Analysis analysis = target.look();
    Findings findings = analysis.findings();
    int[] objects =
        IntStream.of(objects(findings)).filter(since.wanted(findings, target)).toArray();
    if (objects.length == 0) {
      screen.err().println("fathom: no object at or of type " + Escape.terminal(wanted) + " there");
      return ExitCode.FAILED;
    }
    PathSearch.Answer paths = PathSearch.to(analysis, objects, Math.max(1, top));
    if (target.json()) {
      PathsJson.write(findings, paths, target.wallNanos(), screen.out());
    } else {
      GraphReport.paths(paths, screen.style(), screen.width()).forEach(screen.out()::println);
    }
    return target.end(findings, screen);
  }

  private int[] objects(Findings findings) {
    OptionalLong address = AddressOption.parse(wanted);
    if (address.isPresent()) {
      return findings.objects().beginningAt(address.getAsLong()).stream().toArray();
    }
    BitSet types = findings.types().called(wanted);
    return IntStream.range(0, findings.objects().count())
        .filter(object -> types.get(findings.objects().type(object)))
        .toArray();
  }
}
