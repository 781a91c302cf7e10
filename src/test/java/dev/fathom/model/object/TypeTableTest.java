package dev.fathom.model.object;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.runtime.cpython.words.PythonDialect;
import dev.fathom.runtime.perl.words.PerlDialect;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

/// Types as people call them.
final class TypeTableTest {
  private final TypeTable types = new TypeTable();

  TypeTableTest() {
    types.put(0, new TypeTable.Type(1, "builtins", "dict", new PythonDialect()));
    types.put(1, new TypeTable.Type(2, "app", "Node", new PythonDialect()));
    types.put(2, new TypeTable.Type(3, "other", "Node", new PythonDialect()));
    types.put(3, new TypeTable.Type(4, "", "HASH", new PerlDialect()));
    types.put(4, new TypeTable.Type(5, "Foo::Bar", "Foo::Bar=HASH", new PerlDialect()));
    types.put(5, new TypeTable.Type(6, "shadow", "dict", new PythonDialect()));
  }

  @Test
  void theFullNameIsMeantAlone() {
    assertThat(types.called("app.Node")).isEqualTo(ids(1));
    assertThat(types.called("dict")).isEqualTo(ids(0));
    assertThat(types.called("HASH")).isEqualTo(ids(3));
    assertThat(types.called("Foo::Bar=HASH")).isEqualTo(ids(4));
  }

  @Test
  void aNameAloneMeansAllThatAreCalledSo() {
    assertThat(types.called("Node")).isEqualTo(ids(1, 2));
    assertThat(types.called("Foo::Bar")).isEqualTo(ids(4));
  }

  @Test
  void nothingIsGuessed() {
    assertThat(types.called("Nod")).isEqualTo(ids());
    assertThat(types.called("")).isEqualTo(ids());
  }

  private static BitSet ids(int... all) {
    BitSet ids = new BitSet();
    for (int id : all) {
      ids.set(id);
    }
    return ids;
  }
}
