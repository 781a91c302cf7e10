package dev.fathom.survey.experiment;

import dev.fathom.host.MemoryGroup;
import dev.fathom.model.ProcessAccessException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// A place where memory becomes short: a control group with a program in it, and another that takes
/// all that there is.
public final class MemoryShortage implements AutoCloseable {
  private static final String HOG = "hog";

  /// What the other program takes at a time.
  private static final long PIECE = 256 << 10;

  /// What has to be left, or the kernel ends a program.
  private static final long RESERVE = 3 * PIECE;

  private final String interpreter;
  private final MemoryGroup group;
  private final PrivateCopy copy;

  private MemoryShortage(String interpreter, MemoryGroup group, PrivateCopy copy) {
    this.interpreter = interpreter;
    this.group = group;
    this.copy = copy;
  }

  /// What happened.
  ///
  /// @param taken by the other program, in bytes
  /// @param filesBefore bytes of pages of files that the group had before
  /// @param filesAfter and had when nothing was left
  public record Course(long taken, long filesBefore, long filesAfter) {}

  /// Makes the place.
  ///
  /// @param interpreter that will run there
  /// @throws ProcessAccessException in one line that says why it cannot be
  public static MemoryShortage prepare(String interpreter) throws IOException {
    MemoryGroup group = MemoryGroup.create();
    try {
      PrivateCopy copy = PrivateCopy.of(interpreter, group.before());
      return new MemoryShortage(interpreter, group, copy);
    } catch (IOException failed) {
      group.close();
      throw failed;
    }
  }

  /// {@return the same program, run in that place from a copy of its interpreter}
  public ExperimentProgram.Start within(ExperimentProgram.Start start) {
    return start.within(group.before(), Optional.of(copy.file()));
  }

  /// Lets memory become short, and leaves it so.
  ///
  /// @param room bytes that are there to be taken
  public Course happen(long room) throws IOException {
    long filesBefore = group.files();
    long limit = group.usage() + room;
    group.limit(limit);
    ExperimentProgram.Start start =
        new ExperimentProgram.Start(interpreter, HOG, 2 * limit, List.of(Long.toString(PIECE)));
    long taken = 0;
    try (ExperimentProgram hog =
        ExperimentProgram.start(start.within(group.before(), Optional.empty()))) {
      Optional<ExperimentProgram.Moment> moment = hog.next();
      while (moment.isPresent() && group.usage() - group.files() + RESERVE < limit) {
        hog.proceed();
        taken += PIECE;
        moment = hog.next();
      }
      return new Course(taken, filesBefore, group.files());
    }
  }

  @Override
  public void close() throws IOException {
    try {
      copy.close();
    } finally {
      group.close();
    }
  }
}
