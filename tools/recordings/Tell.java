import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Asks the Fathom in the class path what is in recordings, and writes the answers beside each:
/// `java -cp 'app/fathom.jar:app/lib/*' Tell.java NOTHING FILE...`. All in one virtual machine, as most of the time goes
/// into starting one. `NOTHING` is an empty folder: no files of this machine are looked at.
final class Tell {
  private static final List<List<String>> QUESTIONS =
      List.of(
          List.of("report", "--top", "100000"),
          List.of("objects", "--top", "100000"),
          List.of("owners", "--top", "1000"),
          List.of("leaks", "--top", "1000"),
          List.of("fragmentation", "--top", "1000"),
          List.of("pins", "--top", "1000"));

  public static void main(String[] words) throws Exception {
    Method run =
        Class.forName("dev.fathom.cli.Main")
            .getDeclaredMethod("run", String[].class, PrintStream.class, PrintStream.class);
    run.setAccessible(true); // of another package
    for (String file : List.of(words).subList(1, words.length)) {
      List<String> answers = new ArrayList<>();
      for (List<String> question : QUESTIONS) {
        List<String> call = new ArrayList<>(question);
        call.addAll(List.of("--json", "--sysroot", words[0], file));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code =
            (int) run.invoke(null, call.toArray(String[]::new), new PrintStream(out), new PrintStream(err));
        if (code != 0 && code != 3) {
          throw new IllegalStateException(call + ": " + err.toString(StandardCharsets.UTF_8));
        }
        String folder = Path.of(file).getParent() + "/";
        answers.add('"' + question.getFirst() + "\":" + out.toString(StandardCharsets.UTF_8).replace(folder, ""));
      }
      Files.writeString(Path.of(file + ".json"), "{" + String.join(",\n", answers) + "}\n");
    }
  }
}
