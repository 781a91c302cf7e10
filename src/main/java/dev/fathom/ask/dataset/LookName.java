package dev.fathom.ask.dataset;

import dev.fathom.model.Findings;
import java.util.List;

/// Under which names a look is found again among many.
///
/// @param app what runs on all hosts alike
/// @param host where it ran
/// @param release of the app; empty where it is not known
/// @param fathom the version that looked
public record LookName(String app, String host, String release, String fathom) {
  private static final String OPTION = "-";

  /// {@return what an app is called whose user does not say: the file of its code, or the program}
  public static String app(Findings findings) {
    List<String> code = findings.identity().shown().code();
    String last = code.isEmpty() ? "" : code.getLast();
    String file = last.substring(last.lastIndexOf('/') + 1);
    boolean named = !file.isEmpty() && !last.startsWith(OPTION);
    String name = named ? file : findings.program();
    return name.isEmpty() ? "unnamed" : name;
  }
}
