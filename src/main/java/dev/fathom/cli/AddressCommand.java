package dev.fathom.cli;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.owners.Place;
import dev.fathom.analysis.owners.Places;
import dev.fathom.model.Findings;
import dev.fathom.model.Identity;
import dev.fathom.model.memory.PageFrame;
import dev.fathom.os.PageFrames;
import dev.fathom.report.AddressJson;
import dev.fathom.report.AddressReport;
import dev.fathom.report.Escape;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `fathom address PID 0x…`.
@Command(
    name = "address",
    description =
        "What is at an address: page, mapping, chunk, block, object, field, owner; top to bottom.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class AddressCommand implements Callable<Integer> {
  private final Screen screen;

  @Mixin private LiveFindings target = new LiveFindings();

  @Parameters(
      index = "1",
      paramLabel = "ADDRESS",
      description = "0x…, or the decimal number that Python's id() gives.")
  private String wanted = "";

  AddressCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    OptionalLong address = AddressOption.parse(wanted);
    if (address.isEmpty()) {
      screen
          .err()
          .println("fathom: " + Escape.terminal(wanted) + " is no address; write 0x… or a number");
      return ExitCode.USAGE;
    }
    Analysis analysis = target.look();
    Findings findings = analysis.findings();
    Place place = new Places(findings, analysis.owners()).at(address.getAsLong());
    PageFrame frame = frame(findings, place);
    if (target.json()) {
      AddressJson.write(findings, place, frame, target.wallNanos(), screen.out());
    } else {
      AddressReport.lines(place, frame, screen.style(), screen.width())
          .forEach(screen.out()::println);
    }
    return target.end(findings, screen);
  }

  /// Asks the kernel, after the process runs on: a page may have moved meanwhile.
  private static @Nullable PageFrame frame(Findings findings, Place place) {
    return findings.identity().kind() == Identity.Kind.LIVE && place.area() != null
        ? PageFrames.of(findings.identity().process(), place.address())
        : null;
  }
}
