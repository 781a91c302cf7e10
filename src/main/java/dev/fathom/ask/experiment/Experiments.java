package dev.fathom.ask.experiment;

import java.util.List;

/// The experiments that there are, in the order in which they are listed.
public final class Experiments {
  public static final List<Experiment> ALL =
      List.of(
          new ObjectsExperiment(),
          new ForkSharingExperiment(),
          new WorkersExperiment(),
          new DemandPagingExperiment(),
          new FragmentationExperiment(),
          new RecursionExperiment(),
          new LinkingExperiment());

  private Experiments() {}
}
