package dev.fathom.cli;

import dev.fathom.ask.LikelyName;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// What is said of words that no command understands.
final class WrongUse {
  /// So many letters begin alike, and so many may be too many or too few.
  private static final int LIKE = 2;

  // What picocli says before what a value is wrong in.
  private static final Pattern POSITION =
      Pattern.compile("^Invalid value for positional parameter at index [^(]*\\([^)]*\\): ");

  private static final Pattern OPTION =
      Pattern.compile("^Invalid value for option '(--?[a-z-]+)'[^:]*: ");

  private static final Pattern CHOICE =
      Pattern.compile("expected one of \\[([^]]*)] \\(case-insensitive\\) but was '(.*)'$");

  private WrongUse() {}

  /// {@return one line: what is wrong, and what to do}
  ///
  /// @param words that the user wrote
  static String message(ParameterException wrong, String[] words) {
    CommandSpec command = wrong.getCommandLine().getCommandSpec();
    boolean top = command.parent() == null;
    String see = " See '" + command.qualifiedName(" ") + " --help'";
    if (wrong instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      String first = unmatched.getUnmatched().getFirst();
      String kind =
          first.startsWith("-") ? "option" : top && isFirst(first, words) ? "command" : "";
      String said =
          kind.equals("command")
              ? "'" + first + "' is not a PID, file or command"
              : kind.isEmpty()
                  ? "unexpected argument '" + first + "'"
                  : "unknown " + kind + " '" + first + "'";
      Optional<String> likely =
          kind.equals("option")
              ? LikelyName.of(first, command.optionsMap().keySet().stream())
              : suggestion(first, unmatched.getSuggestions());
      return said + likely.map(WrongUse::didYouMean).orElse(".") + see;
    }
    if (wrong instanceof MissingParameterException missing) {
      String labels =
          missing.getMissing().stream().map(WrongUse::label).collect(Collectors.joining(" and "));
      return "'" + command.qualifiedName(" ") + "' needs " + labels + "." + see;
    }
    String message = String.valueOf(wrong.getMessage());
    String where = OPTION.matcher(message).replaceFirst("$1: ");
    return choice(POSITION.matcher(where).replaceFirst("")) + see;
  }

  /// {@return the message, with the words that can be chosen as users write them}
  private static String choice(String message) {
    Matcher choice = CHOICE.matcher(message);
    if (!choice.find()) {
      return message + ".";
    }
    String all = choice.group(1).toLowerCase(Locale.ROOT);
    Optional<String> likely = LikelyName.of(choice.group(2), Arrays.stream(all.split(", ", -1)));
    return message.substring(0, choice.start())
        + "'"
        + choice.group(2)
        + "' is none of "
        + all
        + likely.map(WrongUse::didYouMean).orElse(".");
  }

  private static String didYouMean(String likely) {
    return "; did you mean '" + likely + "'?";
  }

  private static boolean isFirst(String word, String[] words) {
    return words.length > 0 && words[0].equals(word);
  }

  private static String label(ArgSpec missing) {
    String name = missing instanceof OptionSpec option ? option.longestName() + " " : "";
    String times = missing.arity().min() > 1 ? missing.arity().min() + " × " : "";
    return name + times + missing.paramLabel();
  }

  /// picocli finds something for any word: what begins otherwise was not meant.
  private static Optional<String> suggestion(String word, List<String> suggestions) {
    return suggestions.stream()
        .filter(each -> each.length() > LIKE && word.startsWith(each.substring(0, LIKE)))
        .filter(each -> Math.abs(each.length() - word.length()) <= LIKE)
        .findFirst();
  }
}
