package dev.fathom.analysis.finding;

import dev.fathom.analysis.owners.Owners;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.object.PlainMemory;
import java.util.Locale;

/// Who holds so much, in a sentence.
final class OwnerSentence {
  private OwnerSentence() {}

  /// {@return the sentence about an owner}
  ///
  /// @param dialect in whose words it is told
  static String of(Owners.Owner owner, Dialect dialect) {
    String bytes = ByteUnit.inText(owner.resident());
    String path = Finding.name(owner.path());
    String type = Finding.name(owner.type());
    String members = PlainMemory.several(owner.members(), type);
    return switch (owner.form()) {
      case JOINT -> {
        String holders = Finding.name(owner.nearestHolders());
        yield owner.members() == 1
            ? String.format("%s is held jointly by %s (%s).", bytes, holders, type)
            : String.format(
                "%s is %s%s, held jointly by %s.",
                bytes, members, owner.isExample() ? " such as " + path : "", holders);
      }
      case ALIKE -> String.format("%s is held by %s (%s).", bytes, path, members);
      case CHAIN ->
          String.format(
              Locale.ROOT,
              "%s is held by %s (%s, a chain of %,d).",
              bytes,
              path,
              type,
              owner.members());
      case NOWHERE -> String.format("%s is %s, held from nowhere that shows.", bytes, members);
      case REST -> String.format("%s is held by the rest of %s (%s).", bytes, path, type);
      case OBJECT, MODULE, SEVERAL, SMALLER ->
          String.format("%s is held by %s (%s%s).", bytes, path, type, kept(owner, dialect));
    };
  }

  /// How many objects go with an owner, where it is not alone.
  private static String kept(Owners.Owner owner, Dialect dialect) {
    return owner.objects() == 1
        ? ""
        : String.format(Locale.ROOT, ", %,d %s", owner.objects(), dialect.terms().objects());
  }
}
