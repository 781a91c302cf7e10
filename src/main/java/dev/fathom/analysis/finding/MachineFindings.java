package dev.fathom.analysis.finding;

import dev.fathom.analysis.account.Evidence;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.family.Applications;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/// What the processes of a machine take, in words.
public final class MachineFindings {
  private MachineFindings() {}

  /// {@return what is to be said of all processes; shares are of what their Rss add up to}
  public static List<Finding> of(Applications applications) {
    long rss = sum(applications, Applications.Application::rss);
    long pss = sum(applications, Applications.Application::pss);
    List<Finding> told = new ArrayList<>();
    told.add(
        Finding.of(
            FindingKind.PROCESSES,
            pss,
            rss,
            Evidence.EXACT,
            String.format(
                Locale.ROOT,
                "%,d processes take %s; their RSS adds up to %s.",
                sum(applications, each -> each.members().size()),
                ByteUnit.inText(pss),
                ByteUnit.inText(rss))));
    if (applications.refused() > 0) {
      told.add(
          Finding.of(
              FindingKind.REFUSED,
              0,
              rss,
              Evidence.EXACT,
              applications.refused() == 1
                  ? "1 process could not be read (shown as ?): fathom doctor PID says why."
                  : String.format(
                      Locale.ROOT,
                      "%,d processes could not be read (shown as ?): fathom doctor PID says why.",
                      applications.refused())));
    }
    return told;
  }

  private static long sum(
      Applications applications, ToLongFunction<Applications.Application> figure) {
    return applications.all().stream().mapToLong(figure).sum();
  }
}
