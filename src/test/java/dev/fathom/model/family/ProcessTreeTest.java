package dev.fathom.model.family;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.ProcessStat;
import dev.fathom.model.family.Applications.Member;
import dev.fathom.model.memory.PageCounters;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ProcessTreeTest {
  @Test
  void thoseWithTheMostBelowThemStandFirst() {
    ProcessTree tree =
        tree(
            member(1, 0, 5), member(2, 1, 20), member(3, 1, 1), member(4, 3, 30), member(9, 7, 15));
    assertThat(told(tree)).containsExactly("1 0", "3 1", "4 2", "2 1", "9 0");
    assertThat(told(tree.largest(3))).containsExactly("1 0", "3 1", "4 2");
    assertThat(tree.nodes().getFirst().pss()).isEqualTo(56);
  }

  @Test
  void parentsInARingAreThereOnce() {
    ProcessTree tree = tree(member(2, 3, 1), member(3, 2, 1), member(4, 3, 1), member(5, 5, 1));
    assertThat(told(tree)).containsExactlyInAnyOrder("2 0", "3 0", "4 1", "5 0");
  }

  private static ProcessTree tree(Member... members) {
    return ProcessTree.of(Applications.of(List.of(members), 0));
  }

  private static Stream<String> told(ProcessTree tree) {
    return tree.nodes().stream().map(node -> node.member().stat().process() + " " + node.depth());
  }

  private static Member member(int process, int parent, long pss) {
    return new Member(
        new ProcessStat(process, "p" + process, 'S', parent, 0, 1, 0),
        0,
        "p" + process,
        "",
        Optional.of(new PageCounters(pss, pss, 0, 0, 0, 0, 0, 0, 0, 0)));
  }
}
