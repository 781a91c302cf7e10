/// A Java program that holds a little and sleeps: a target that is no Python.
class Sleeper {
  static final byte[][] HELD = new byte[64][];

  public static void main(String[] arguments) throws Exception {
    for (int i = 0; i < HELD.length; i++) {
      HELD[i] = new byte[64 << 10];
    }
    System.out.println("ready " + ProcessHandle.current().pid());
    while (System.in.read() >= 0) {
      // Nothing is asked of it.
    }
  }
}
