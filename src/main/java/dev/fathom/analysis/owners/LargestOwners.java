package dev.fathom.analysis.owners;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Who holds the memory: the largest rows, of which none lies within another, and what closes them.
///
/// @param largest those that keep the most, the largest first
/// @param complete whether there are no more
/// @param all what all objects take
/// @param several how much of that no object dominates, and several hold, none of them alone
/// @param nowhere how much of it is held from nowhere that shows
public record LargestOwners(
    List<Owners.Owner> largest, boolean complete, Kept all, Kept several, Kept nowhere) {
  /// {@return whether so many are known}
  boolean has(int top) {
    return complete || top <= largest.size();
  }

  /// {@return the same with fewer rows}
  LargestOwners first(int top) {
    return top >= largest.size()
        ? this
        : new LargestOwners(largest.subList(0, top), false, all, several, nowhere);
  }

  /// {@return what closes the rows, so that they add up to everything: what is held by those who
  /// have no row, by several, and from nowhere that shows; as far as there is any}
  public List<Owners.Owner> rest() {
    Kept otherSeveral =
        several.minus(sum(owner -> owner.form() == OwnerForm.JOINT && owner.outermost()));
    Kept otherNowhere = nowhere.minus(sum(owner -> owner.form() == OwnerForm.NOWHERE));
    Kept smaller = all.minus(sum(owner -> true)).minus(otherSeveral).minus(otherNowhere);
    return Stream.of(
            Owners.Owner.rest(OwnerForm.SMALLER, "smaller owners", smaller),
            Owners.Owner.rest(OwnerForm.SEVERAL, "held by several", otherSeveral),
            Owners.Owner.rest(OwnerForm.NOWHERE, "held from nowhere that shows", otherNowhere))
        .filter(owner -> owner.objects() > 0 || owner.retained() > 0)
        .toList();
  }

  private Kept sum(Predicate<Owners.Owner> which) {
    Kept sum = Kept.NOTHING;
    for (Owners.Owner owner : largest) {
      sum = which.test(owner) ? sum.plus(owner.kept()) : sum;
    }
    return sum;
  }
}
