package dev.fathom.survey.family;

import dev.fathom.host.NamelessFile;
import dev.fathom.model.Freeze;
import dev.fathom.model.Pause;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.family.Family;
import dev.fathom.model.family.ForkSharing;
import dev.fathom.model.memory.PageCounters;
import dev.fathom.os.MapsEntry;
import dev.fathom.os.ProcessDirectory;
import dev.fathom.survey.Surveyor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The experiment of a talk of 2012: a list of integers is built, a child is forked, and looks at
/// each of them. What do the two still share?
public final class ForkExperiment {
  private static final String PROGRAM = "fork_sharing.py";
  private static final String STAGE = "stage ";
  private static final String ITERATED = "iterated";

  /// A shell stands between: a child of this virtual machine is waited for by a thread of it, which
  /// would swallow the stops of the tracer.
  private static final List<String> SHELL =
      List.of("sh", "-c", "exec 3<&0; \"$@\" <&3 3<&- & exec <&- 3<&-; wait $!", "sh");

  private ForkExperiment() {}

  /// Runs it once.
  ///
  /// @param interpreter a path, or a name to be looked up in `PATH`
  /// @param size how many integers
  /// @param surveyor explains what was un-shared
  /// @throws ProcessAccessException in one line, if the interpreter does not run it
  public static ForkSharing run(
      String interpreter, long size, boolean freeze, Optional<Surveyor> surveyor)
      throws IOException {
    try (NamelessFile script = NamelessFile.ofTemporary(program())) {
      List<String> command = new ArrayList<>(SHELL);
      command.addAll(
          List.of(
              interpreter,
              script.pathForOthers().toString(),
              Long.toString(size),
              freeze ? "freeze" : "plain"));
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      try (BufferedReader output =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        return follow(interpreter, freeze, process, output, surveyor);
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
  }

  private static ForkSharing follow(
      String interpreter,
      boolean freeze,
      Process process,
      BufferedReader output,
      Optional<Surveyor> surveyor)
      throws IOException {
    @Nullable String title = output.readLine();
    if (title == null) {
      throw new ProcessAccessException(
          interpreter + " does not run the experiment; name a Python 3 with --interpreter");
    }
    List<ForkSharing.Stage> stages = new ArrayList<>();
    Optional<Family> family = Optional.empty();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      String[] words = line.split(" ", -1);
      if (!line.startsWith(STAGE) || words.length != 3) {
        continue;
      }
      int child = Integer.parseInt(words[2]);
      stages.add(measure(words[1], child));
      if (words[1].equals(ITERATED)) {
        int parent = ProcessDirectory.of(child).stat().parent();
        family =
            Optional.of(FamilyLook.of(List.of(parent, child), Pause.of(Freeze.PTRACE), surveyor));
      }
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
    }
    if (stages.isEmpty()) {
      throw new ProcessAccessException(
          interpreter + " (" + title + ") ended before its fork; try a smaller --size");
    }
    return new ForkSharing(interpreter, title, freeze, List.copyOf(stages), family);
  }

  private static ForkSharing.Stage measure(String name, int child) throws ProcessAccessException {
    PageCounters sum = PageCounters.NONE;
    for (MapsEntry entry : ProcessDirectory.of(child).smaps()) {
      if (entry.inode() == 0 && entry.permissions().startsWith("rw")) {
        sum = sum.plus(entry.counters());
      }
    }
    return new ForkSharing.Stage(
        name, sum.rss(), sum.sharedClean() + sum.sharedDirty(), sum.privateDirty());
  }

  private static byte[] program() throws IOException {
    try (@Nullable InputStream resource = ForkExperiment.class.getResourceAsStream(PROGRAM)) {
      if (resource == null) {
        throw new IOException(PROGRAM + " is missing in the jar");
      }
      return resource.readAllBytes();
    }
  }
}
