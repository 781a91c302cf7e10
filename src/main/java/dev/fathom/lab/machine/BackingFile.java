package dev.fathom.lab.machine;

import java.util.Arrays;

/// What is behind pages that are not private: a file on the disk, or memory that processes share.
public final class BackingFile {
  private static final int NAMES = 31;

  private final String name;
  private final boolean anonymous;
  private final byte[][] contents;

  BackingFile(String name, int pages, int pageSize, boolean anonymous) {
    this.name = name;
    this.anonymous = anonymous;
    this.contents = new byte[pages][pageSize];
    if (!anonymous) {
      for (int page = 0; page < pages; page++) {
        Arrays.fill(contents[page], (byte) (name.hashCode() * NAMES + page));
      }
    }
  }

  /// A file of these bytes; what is missing in its last page is zeros.
  BackingFile(String name, byte[] bytes, int pageSize) {
    this.name = name;
    this.anonymous = false;
    this.contents = new byte[Math.ceilDiv(Math.max(1, bytes.length), pageSize)][pageSize];
    for (int from = 0; from < bytes.length; from += pageSize) {
      int length = Math.min(pageSize, bytes.length - from);
      System.arraycopy(bytes, from, contents[from / pageSize], 0, length);
    }
  }

  public String name() {
    return name;
  }

  /// {@return whether no file is behind it: shared memory, which begins as zeros}
  public boolean anonymous() {
    return anonymous;
  }

  public int pages() {
    return contents.length;
  }

  byte[] page(int index) {
    return contents[index];
  }
}
