package dev.fathom.testing;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;

/// How much the arrays take that objects of Fathom lead to, by the fields of these: what a
/// structure keeps, whatever the collector has left over.
public final class HeldArrays {
  private static final String OURS = "dev.fathom.";

  private HeldArrays() {}

  /// {@return the bytes of all arrays of numbers that some objects lead to, each counted once} Of
  /// what is not Fathom's own only bit sets count.
  public static long bytes(Object... roots) throws IllegalAccessException {
    Set<Object> met = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Object> pending = new ArrayDeque<>();
    for (Object root : roots) {
      meet(root, met, pending);
    }
    long bytes = 0;
    while (!pending.isEmpty()) {
      Object at = pending.pop();
      if (at instanceof BitSet bits) {
        bytes += bits.size() / Byte.SIZE;
      } else if (at.getClass().isArray()) {
        bytes += arrayBytes(at, met, pending);
      } else if (at.getClass().getName().startsWith(OURS)) {
        for (Field field : at.getClass().getDeclaredFields()) {
          if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
            field.setAccessible(true);
            meet(field.get(at), met, pending);
          }
        }
      }
    }
    return bytes;
  }

  private static long arrayBytes(Object array, Set<Object> met, Deque<Object> pending) {
    int length = Array.getLength(array);
    Class<?> of = array.getClass().getComponentType();
    if (!of.isPrimitive()) {
      for (int at = 0; at < length; at++) {
        meet(Array.get(array, at), met, pending);
      }
      return 0;
    }
    return of == long.class || of == double.class
        ? 8L * length
        : of == int.class || of == float.class
            ? 4L * length
            : of == short.class || of == char.class ? 2L * length : length;
  }

  private static void meet(Object found, Set<Object> met, Deque<Object> pending) {
    if (found != null && met.add(found)) {
      pending.push(found);
    }
  }
}
