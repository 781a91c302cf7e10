package dev.fathom.survey;

import dev.fathom.model.Warning;
import dev.fathom.model.column.Extents;
import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.object.BufferTable;
import java.util.Locale;
import java.util.Optional;

/// Notices that a runtime's pools were read, but not what is in them: an interpreter whose objects
/// look other than the layout says, or of which no layout is known.
final class UnreadBlocks {
  private UnreadBlocks() {}

  /// {@return what to tell the reader where more than half of the live blocks hold no object and
  /// belong to none} **Cost**: some 10 ns a buffer, where there are that many.
  static Optional<Warning> of(Recorder recorder, Extents blocks, Dialect dialect) {
    long live = recorder.liveBlocks();
    long most = live / 2;
    if (recorder.liveBlocksWithoutObject() <= most) {
      return Optional.empty();
    }
    BufferTable buffers = recorder.buffers;
    long unread = 0;
    int block = 0;
    for (int buffer = 0; buffer < buffers.count(); buffer++) {
      if (buffers.owner(buffer) == BufferTable.NOBODY) {
        block = blocks.at(buffers.payload(buffer), block);
        if (blocks.state(block) == BlockState.LIVE.code()) {
          unread++;
        }
      }
    }
    return unread <= most
        ? Optional.empty()
        : Optional.of(
            new Warning(
                Warning.UNREAD,
                String.format(
                    Locale.ROOT,
                    "%,d of %,d live blocks in %s's %s hold no object that Fathom can read, and"
                        + " belong to none: types, owners and leaks are incomplete",
                    unread,
                    live,
                    dialect.title(),
                    dialect.terms().pools()),
                true));
  }
}
