import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

public final class App {
  static final List<String> LINES = new ArrayList<>();

  public static void main(String[] arguments) throws Exception {
    for (int at = 0; at < 300_000; at++) {
      LINES.add("this is the text of line " + at + " of three hundred thousand");
    }
    var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    Files.writeString(Path.of("truth.json"), "{\"used\": " + heap.getUsed() + ", \"committed\": " + heap.getCommitted() + "}");
    System.out.println("READY");
    Thread.currentThread().join();
  }
}
