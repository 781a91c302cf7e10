package dev.fathom.elf.mangling;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A name that was read back.
///
/// @param text as C++ writes it: `shop::Cache<int, shop::Order>`; of the target's choosing
/// @param template the same without the arguments with which it ends: `shop::Cache`
/// @param arguments those, if it ends with some
public record MangledName(String text, String template, List<String> arguments) {
  private static final int LONGEST = 4096;
  private static final String PREFIX = "_Z";

  /// What the compiler made of a function, with a number or several: `.constprop.0`.
  private static final Pattern CLONE = Pattern.compile("\\.[a-zA-Z_]+(\\.[0-9]+)*|(\\.[0-9]+)+");

  public MangledName {
    arguments = List.copyOf(arguments);
  }

  /// {@return what a symbol is called in C++; empty where it is no name of C++}
  ///
  /// @param symbol as it stands in a symbol table; may be anything
  public static Optional<String> symbol(String symbol) {
    if (!symbol.startsWith(PREFIX) || !isPlain(symbol)) {
      return Optional.empty();
    }
    Names names = new Names(new NameCursor(symbol.substring(PREFIX.length())));
    try {
      Spelling spelling = new Spelling().add(names.encoding());
      String rest = names.cursor.rest();
      // What the compiler made of a function has a name behind a dot.
      if (!rest.isEmpty() && rest.charAt(0) != '.' && rest.charAt(0) != '@') {
        return Optional.empty();
      }
      return Optional.of(spelling + CLONE.matcher(rest).replaceAll(" [clone $0]"));
    } catch (Unreadable none) {
      return Optional.empty(); // C, or another language
    }
  }

  /// {@return what a type is called; empty if it is none}
  ///
  /// @param mangled as a `type_info` has it; may be anything
  public static Optional<MangledName> type(String mangled) {
    // What is only known in one file begins with an asterisk.
    String text = mangled.startsWith("*") ? mangled.substring(1) : mangled;
    if (text.isEmpty() || !isPlain(text)) {
      return Optional.empty();
    }
    Names names = new Names(new NameCursor(text));
    try {
      Node node = names.types.type();
      if (!names.cursor.atEnd()) {
        return Optional.empty();
      }
      String all = new Spelling().add(node).toString();
      if (node instanceof Node.WithArguments with) {
        List<String> arguments =
            with.arguments().stream().map(each -> new Spelling().add(each).toString()).toList();
        return Optional.of(
            new MangledName(all, new Spelling().add(with.template()).toString(), arguments));
      }
      return all.isEmpty() ? Optional.empty() : Optional.of(new MangledName(all, all, List.of()));
    } catch (Unreadable none) {
      return Optional.empty(); // the word in memory led to something else
    }
  }

  private static boolean isPlain(String text) {
    return text.length() <= LONGEST && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }
}
