package dev.fathom.ask.experiment;

import dev.fathom.survey.experiment.Resources;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/// What an experiment is about: the texts and the defaults of its properties.
public final class Story {
  private final String name;
  private final Properties text;

  private Story(String name, Properties text) {
    this.name = name;
    this.text = text;
  }

  /// {@return that of an experiment}
  static Story of(String name) {
    return new Story(name, Resources.properties(Story.class, name + ".properties"));
  }

  public String name() {
    return name;
  }

  /// {@return in a line what it shows}
  public String summary() {
    return required("summary");
  }

  /// {@return who showed it, where and when}
  public String talk() {
    return required("talk");
  }

  /// {@return what was seen then}
  public String saw() {
    return required("saw");
  }

  /// {@return what `items` counts}
  public String itemsMeaning() {
    return required("items.meaning");
  }

  /// {@return how many items unless somebody says otherwise}
  public long items() {
    return Long.parseLong(required("items"));
  }

  /// {@return in which interpreters unless somebody says otherwise}
  public List<String> interpreters() {
    return words("interpreters");
  }

  /// {@return its parts, if it has any}
  public List<String> parts() {
    return words("parts");
  }

  /// {@return what a reader calls a part}
  String title(String part) {
    return text(part + ".title").orElse(part);
  }

  /// {@return whether a part is for an implementation of a language}
  boolean isFor(String part, String implementation) {
    List<String> not = words(part + ".not");
    return !not.contains(implementation);
  }

  /// {@return a list of words; empty where there is none}
  List<String> words(String key) {
    return Arrays.stream(text.getProperty(key, "").split(" ", -1))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  /// {@return a text; empty where there is none}
  Optional<String> text(String key) {
    return Optional.ofNullable(text.getProperty(key));
  }

  private String required(String key) {
    return Objects.requireNonNull(text.getProperty(key), name + ": " + key);
  }
}
