package dev.fathom.lab.workers;

/// What is known of a parent and of its workers-to-be; sizes in bytes.
///
/// @param parent what the parent has in memory and its workers could share
/// @param touched the share of that which each worker looks at, 0 to 1
/// @param counted the share of what is looked at that has reference counts on its pages, 0 to 1
/// @param written the share of the parent's memory that each worker writes in any case, 0 to 1
/// @param own what each worker allocates itself
/// @param limit what there is for all of them
public record ParentFigures(
    long parent, double touched, double counted, double written, long own, long limit) {
  private static final long MOST = 1L << 50;

  public ParentFigures {
    boolean sound =
        parent > 0
            && parent <= MOST
            && own >= 0
            && own <= MOST
            && limit > 0
            && limit <= MOST
            && isShare(touched)
            && isShare(counted)
            && isShare(written);
    if (!sound) {
      throw new IllegalArgumentException(
          "the parent and the limit are sizes above 0, and shares are 0 to 100 %");
    }
  }

  private static boolean isShare(double share) {
    return share >= 0 && share <= 1;
  }

  /// {@return the share of the parent's memory that a worker copies}
  ///
  /// @param counts whether the objects have reference counts, which looking at them writes
  public double copied(boolean counts) {
    return counts ? Math.max(written, touched * counted) : written;
  }
}
