package dev.fathom.survey;

import dev.fathom.model.column.IntColumn;
import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.ObjectList;
import dev.fathom.model.object.ObjectRole;
import dev.fathom.model.object.RootKind;
import dev.fathom.runtime.ReferenceSink;

/// The objects and types of one instance of a runtime, numbered as that does; and what it tells of
/// them, numbered as the model does.
///
/// **Memory**: 4 bytes an object, where a process has several instances.
final class OwnObjects implements ObjectList {
  private final ObjectList all;
  private final Instances instances;
  private final IntColumn ids = new IntColumn();

  /// @param instance whose objects these are
  OwnObjects(ObjectList all, Instances instances, int instance) {
    this.all = all;
    this.instances = instances;
    for (int object = 0; object < all.count(); object++) {
      if (instances.instanceOf(all.type(object)) == instance) {
        ids.add(object);
      }
    }
  }

  @Override
  public int count() {
    return ids.count();
  }

  @Override
  public long address(int object) {
    return all.address(ids.get(object));
  }

  @Override
  public int type(int object) {
    return instances.ownType(all.type(ids.get(object)));
  }

  @Override
  public long shallow(int object) {
    return all.shallow(ids.get(object));
  }

  /// {@return what hears of these objects and tells it on}
  ReferenceSink to(ReferenceSink sink) {
    return new Renumbered(sink);
  }

  private final class Renumbered implements ReferenceSink {
    private final ReferenceSink sink;

    Renumbered(ReferenceSink sink) {
      this.sink = sink;
    }

    @Override
    public int field(String name) {
      return sink.field(name);
    }

    @Override
    public void from(int object) {
      sink.from(ids.get(object));
    }

    @Override
    public void role(ObjectRole role) {
      sink.role(role);
    }

    @Override
    public boolean edge(long to, EdgeKind kind, long name) {
      return sink.edge(to, kind, name);
    }

    @Override
    public boolean guess(long to, int field) {
      return sink.guess(to, field);
    }

    @Override
    public void edgeInto(long to, EdgeKind kind, long name, boolean link) {
      sink.edgeInto(to, kind, name, link);
    }

    @Override
    public boolean endsAt(long inside, long end) {
      return sink.endsAt(inside, end);
    }

    @Override
    public long owns(long address) {
      return sink.owns(address);
    }

    @Override
    public void sparse(long table, long bytes, long entries, long rebuilt) {
      sink.sparse(table, bytes, entries, rebuilt);
    }

    @Override
    public long ownsStructure(long address) {
      return sink.ownsStructure(address);
    }

    @Override
    public long mayOwn(long address) {
      return sink.mayOwn(address);
    }

    @Override
    public long owns(int object, long address) {
      return sink.owns(ids.get(object), address);
    }

    @Override
    public boolean owned(long address) {
      return sink.owned(address);
    }

    @Override
    public void root(long to, RootKind holder, String path) {
      sink.root(to, holder, path);
    }

    @Override
    public void held(long to, String holder) {
      sink.held(to, holder);
    }

    @Override
    public void spelling(long address, String text) {
      sink.spelling(address, text);
    }
  }
}
