package dev.fathom.runtime;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How libraries are known that an interpreter loads to extend it: what they call in it they do not
/// name a provider for, since the interpreter has it.
///
/// @param language whose extensions they are, as in a sentence
/// @param program the usual name of the interpreter
/// @param entry how the function begins that each of them has for the interpreter to call
/// @param prefixes of the interpreter's own functions
/// @param fileTag what stands in the name of one that is for one version alone, in two groups the
///   parts of that version; null where names do not tell
/// @param directory the name of a directory that is for one version, in a group that version; null
///   where directories do not tell
/// @param separator what the parts of a module's name stand between, of which `__` in the name of
///   the function is one; empty where they are not in it
/// @param builtIn the variable that leads to the table of what is compiled into the interpreter;
///   empty where it has none
/// @param frozen variables that lead to tables of modules whose compiled programs are its data
public record ExtensionRules(
    String language,
    String program,
    String entry,
    List<String> prefixes,
    @Nullable Pattern fileTag,
    @Nullable Pattern directory,
    String separator,
    String builtIn,
    List<String> frozen) {
  public ExtensionRules {
    prefixes = List.copyOf(prefixes);
    frozen = List.copyOf(frozen);
  }

  /// {@return the module that a function is for, which begins with [#entry]}
  public String module(String function) {
    String name = function.substring(entry.length());
    return separator.isEmpty() ? name : name.replace("__", separator);
  }

  /// {@return the version that a file is for, as its name says: `3.11`; empty where it does not}
  public String taggedVersion(String file) {
    Matcher tag = fileTag == null ? null : fileTag.matcher(file);
    return tag != null && tag.find() ? tag.group(1) + "." + tag.group(2) : "";
  }

  /// {@return the version that a directory is for; empty where it is for none}
  public String directoryVersion(String name) {
    Matcher version = directory == null ? null : directory.matcher(name);
    return version != null && version.matches() ? version.group(1) : "";
  }

  /// {@return what the interpreter of a version is called}
  public String program(String version) {
    return version.isEmpty() ? program : program.replaceFirst("\\d*$", "") + version;
  }
}
