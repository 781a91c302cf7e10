package dev.fathom.ask.dataset;

/// What became of one thing from one release to the next, over the hosts that ran both. Figures of
/// a host are means over its looks at a release; sizes in bytes.
///
/// @param app of which app
/// @param name a type, the shape of an owner's path, or `Rss`
/// @param type of an owner; of others empty
/// @param hosts on how many hosts there are looks at both releases
/// @param present on how many of these it is there at all
/// @param grew on how many it takes more than 1 % more
/// @param shrank on how many it takes more than 1 % less
/// @param before what it took, the median of the hosts that have it
/// @param after what it takes, likewise
/// @param lower a quarter of these hosts has grown by no more than this
/// @param median half of them
/// @param upper three quarters of them
/// @param total the sum of all that came, less what went
public record FleetChange(
    String app,
    String name,
    String type,
    long hosts,
    long present,
    long grew,
    long shrank,
    long before,
    long after,
    long lower,
    long median,
    long upper,
    long total) {
  /// {@return how large a part of the hosts it grew on}
  public double share() {
    return hosts == 0 ? 0 : (double) grew / hosts;
  }
}
