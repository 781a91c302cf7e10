package dev.fathom.malloc.musl;

import dev.fathom.malloc.Regions;
import dev.fathom.malloc.Violations;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// All groups of a process, and the pages of descriptors that tell of them.
///
/// @param outer pages of descriptors, and groups that lie in no other group
/// @param nested groups that lie in a slot of another one, in address order
record MuslGroups(Regions<GroupPart> outer, List<Group> nested) {
  /// Follows the list of pages of descriptors. **Cost**: some 10 ns a descriptor, and a read of the
  /// header of each group.
  static MuslGroups of(Target target, Context context, Words words, Violations sink) {
    List<GroupPart> outer = new ArrayList<>();
    List<Group> all = new ArrayList<>();
    Set<Long> seen = new HashSet<>();
    for (long at = context.head(words); at != 0; at = words.u64(at + MetaArea.NEXT)) {
      if (!context.isArea(at, words) || !seen.add(at)) {
        sink.violation("list of pages of descriptors", at);
        break;
      }
      MetaArea area = new MetaArea(at);
      outer.add(area);
      addGroups(area, words, all, sink);
    }
    List<Group> nested = new ArrayList<>();
    all.sort(Comparator.comparingLong(Group::start));
    long end = 0;
    for (Group group : all) {
      if (group.start() < end && !group.mapped()) {
        nested.add(group);
      } else {
        outer.add(group);
        end = group.end();
      }
    }
    return new MuslGroups(Regions.of(outer, target, sink), nested);
  }

  private static void addGroups(MetaArea area, Words words, List<Group> groups, Violations sink) {
    for (int slot = 0; slot < MetaArea.SLOTS; slot++) {
      long meta = area.slot(slot);
      if (Group.isUsed(meta, words)) {
        Group group = Group.of(meta, words);
        if (group == null) {
          sink.violation("group does not fit its descriptor", meta);
        } else {
          groups.add(group);
        }
      }
    }
  }
}
