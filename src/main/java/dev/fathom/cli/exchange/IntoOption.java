package dev.fathom.cli.exchange;

import dev.fathom.analysis.Analysis;
import dev.fathom.ask.dataset.AddedLook;
import dev.fathom.ask.dataset.LookName;
import dev.fathom.cli.shell.Version;
import dev.fathom.snapshot.dataset.Dataset;
import dev.fathom.survey.look.Whereabouts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Where a look also goes: into a dataset of many, under names that it has there.
public final class IntoOption {
  /// Longer names are nobody's.
  private static final int LONGEST_NAME = 1000;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--into",
      paramLabel = "DATASET",
      description =
          "Add what was found to a dataset: a folder of Parquet tables of many looks, made if it is"
              + " not there (docs/fleet.md).")
  private @Nullable Path folder;

  @Option(
      names = "--app",
      paramLabel = "NAME",
      description = "What the app is called there (default: its file of code, or its program).")
  private @Nullable String app;

  @Option(
      names = "--release",
      paramLabel = "NAME",
      description = "Which release of it runs; fathom diff DATASET compares two.")
  private @Nullable String release;

  @Option(
      names = "--host",
      paramLabel = "NAME",
      description = "Where it runs (default: the name of this machine).")
  private @Nullable String host;

  private @Nullable Dataset dataset;

  @SuppressWarnings("NullAway.Init") // picocli fills the specification in
  public IntoOption() {}

  public boolean isGiven() {
    return folder != null;
  }

  /// Makes sure that it can be written to, before a target is held.
  ///
  /// @throws IOException in one line, if it cannot
  public void open() throws IOException {
    if (folder == null) {
      if (app != null || release != null || host != null) {
        throw new ParameterException(
            command.commandLine(), "--app, --release and --host name a look in a dataset: --into");
      }
      return;
    }
    check("--app", app);
    check("--release", release);
    check("--host", host);
    dataset = Dataset.openOrMake(folder);
  }

  private void check(String option, @Nullable String name) {
    if (name != null && (name.isEmpty() || name.length() > LONGEST_NAME)) {
      throw new ParameterException(
          command.commandLine(), option + " takes a name of 1 to " + LONGEST_NAME + " characters");
    }
  }

  /// Adds a look; [#open] was called.
  public AddedLook add(Analysis analysis, Instant taken) throws IOException {
    if (dataset == null) {
      throw new IllegalStateException("not opened");
    }
    LookName name =
        new LookName(
            app == null ? LookName.app(analysis.findings()) : app,
            host == null ? Whereabouts.host() : host,
            release == null ? "" : release,
            Version.number());
    return AddedLook.to(dataset, analysis, name, taken);
  }

  /// {@return the folder}
  public Path folder() {
    if (folder == null) {
      throw new IllegalStateException("not given");
    }
    return folder;
  }
}
