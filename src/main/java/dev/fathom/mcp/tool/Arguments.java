package dev.fathom.mcp.tool;

import dev.fathom.ask.QuestionException;
import dev.fathom.view.Escape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a tool is called with, checked against what it takes. Who calls may write a number as a
/// text or as a number.
final class Arguments {
  private static final int MOST_TEXTS = 64;

  private final Map<String, Object> given;

  private Arguments(Map<String, Object> given) {
    this.given = given;
  }

  /// @throws QuestionException if something is missing, of another type, or not known
  static Arguments of(List<Parameter> parameters, Map<String, @Nullable Object> raw)
      throws QuestionException {
    Map<String, Parameter> known =
        parameters.stream().collect(Collectors.toMap(Parameter::name, each -> each));
    Map<String, Object> given = new LinkedHashMap<>();
    for (Map.Entry<String, @Nullable Object> each : raw.entrySet()) {
      Parameter parameter = known.get(each.getKey());
      if (parameter == null) {
        throw QuestionException.wrong(
            "there is no argument "
                + Escape.terminal(each.getKey())
                + "; this tool takes "
                + parameters.stream().map(Parameter::name).collect(Collectors.joining(", ")));
      }
      @Nullable Object value = each.getValue();
      if (value != null) {
        given.put(parameter.name(), checked(parameter, value));
      }
    }
    // What is asked for more of was told already.
    boolean more = given.containsKey(KeptAnswers.MORE.name());
    for (Parameter parameter : parameters) {
      if (parameter.required() && !more && !given.containsKey(parameter.name())) {
        throw QuestionException.wrong(
            "the argument " + parameter.name() + " is missing: " + parameter.description());
      }
    }
    return new Arguments(given);
  }

  private static Object checked(Parameter parameter, Object value) throws QuestionException {
    Object taken =
        switch (parameter.type()) {
          case TEXT -> text(parameter, value);
          case FLAG -> {
            if (value instanceof Boolean flag) {
              yield flag;
            }
            throw wrong(parameter, "true or false");
          }
          case TEXTS -> {
            List<String> texts = new ArrayList<>();
            for (Object each : value instanceof List<?> several ? several : List.of(value)) {
              texts.add(text(parameter, each));
            }
            if (texts.isEmpty() || texts.size() > MOST_TEXTS) {
              throw wrong(parameter, "1 to " + MOST_TEXTS + " of them");
            }
            yield texts;
          }
        };
    if (!parameter.choices().isEmpty() && !parameter.choices().contains(taken)) {
      throw wrong(parameter, String.join(", ", parameter.choices()));
    }
    return taken;
  }

  private static String text(Parameter parameter, @Nullable Object value) throws QuestionException {
    if (value instanceof String || value instanceof Long) {
      return value.toString();
    }
    throw wrong(parameter, "a text");
  }

  private static QuestionException wrong(Parameter parameter, String wanted) {
    return QuestionException.wrong("the argument " + parameter.name() + " takes " + wanted);
  }

  boolean has(Parameter parameter) {
    return given.containsKey(parameter.name());
  }

  /// {@return a text; empty where it is not given}
  String text(Parameter parameter) {
    return (String) given.getOrDefault(parameter.name(), "");
  }

  boolean flag(Parameter parameter) {
    return (boolean) given.getOrDefault(parameter.name(), false);
  }

  @SuppressWarnings("unchecked") // as they were checked
  List<String> texts(Parameter parameter) {
    return (List<String>) given.getOrDefault(parameter.name(), List.of());
  }
}
