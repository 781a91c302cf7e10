package dev.fathom.lab.scenario;

import dev.fathom.lab.linker.Archive;
import dev.fathom.lab.linker.Binding;
import dev.fathom.lab.linker.Call;
import dev.fathom.lab.linker.LinkEditor;
import dev.fathom.lab.linker.LinkError;
import dev.fathom.lab.linker.LinkResult;
import dev.fathom.lab.linker.LinkedImage;
import dev.fathom.lab.linker.LinkedSymbol;
import dev.fathom.lab.linker.LinkerInput;
import dev.fathom.lab.linker.ObjectFile;
import dev.fathom.lab.machine.Access;
import dev.fathom.lab.machine.Machine;
import dev.fathom.lab.machine.MachineArea;
import dev.fathom.lab.machine.Shape;
import dev.fathom.lab.machine.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The steps that compile, link, load and call.
final class LinkerSteps {
  private final Stage stage;
  private final Machine machine;
  private final Map<String, LinkerInput> inputs = new HashMap<>();

  LinkerSteps(Stage stage) {
    this.stage = stage;
    this.machine = stage.machine();
  }

  /// `object NAME BYTES [data BYTES] [defines NAME…] [needs NAME…]`.
  String object(ScenarioWords words) {
    Token name = words.next("the name of an object file");
    int size = words.number();
    int data = words.take("data") ? words.number() : 0;
    List<LinkedSymbol> defined = new ArrayList<>();
    List<String> needed = new ArrayList<>();
    if (words.take("defines")) {
      while (words.more() && !words.here().text().equals("needs")) {
        defined.add(LinkedSymbol.parse(words.next("a name").text()));
      }
    }
    if (words.take("needs")) {
      while (words.more()) {
        needed.add(words.next("a name").text());
      }
    }
    words.end();
    add(name, new ObjectFile(name.text(), size, data, defined, needed));
    return "compiled: it defines "
        + listOf(defined.stream().map(LinkedSymbol::toString).toList())
        + " and needs "
        + listOf(needed);
  }

  private static String listOf(List<String> names) {
    return names.isEmpty() ? "nothing" : String.join(", ", names);
  }

  private void add(Token name, LinkerInput input) {
    if (inputs.putIfAbsent(name.text(), input) != null) {
      throw new ScenarioException(name, "there is a file " + name.text() + " already");
    }
  }

  private LinkerInput input(Token name) {
    @Nullable LinkerInput input = inputs.get(name.text());
    if (input == null) {
      throw new ScenarioException(name, "there is no file \"" + name.text() + "\"");
    }
    return input;
  }

  private LinkedImage image(Token name) {
    if (input(name) instanceof LinkedImage image) {
      return image;
    }
    throw new ScenarioException(name, name.text() + " is not linked");
  }

  /// `archive NAME OBJECT…`.
  String archive(ScenarioWords words) {
    Token name = words.next("the name of an archive");
    List<ObjectFile> members = new ArrayList<>();
    while (words.more()) {
      Token member = words.next("an object file");
      if (!(input(member) instanceof ObjectFile object)) {
        throw new ScenarioException(member, "an archive holds object files only");
      }
      members.add(object);
    }
    add(name, new Archive(name.text(), members));
    return "an archive of " + members.size() + " object files";
  }

  /// `link static|dynamic|shared NAME [as SONAME] from FILE…`.
  String link(ScenarioWords words, List<Token> expected) {
    LinkedImage.Kind kind = kind(words.next("static, dynamic or shared"));
    Token name = words.next("the name of what is linked");
    boolean library = kind == LinkedImage.Kind.SHARED;
    String soname = library ? name.text() : "";
    if (library && words.take("as")) {
      soname = words.next("a soname").text();
    }
    words.require("from", "from FILE…");
    List<LinkerInput> from = new ArrayList<>();
    while (words.more()) {
      from.add(input(words.next("a file")));
    }
    Shape shape = machine.shape();
    LinkResult result =
        LinkEditor.link(kind, name.text(), soname, from, shape.pageSize(), shape.pages());
    compare(result.errors(), expected);
    result.image().ifPresent(image -> link(name, image));
    return result
        .image()
        .map(image -> "linked: " + sizeOf(image))
        .orElse("ld returned 1 exit status");
  }

  private void link(Token name, LinkedImage image) {
    @Nullable LinkerInput before = inputs.get(name.text());
    if (before != null && !(before instanceof LinkedImage)) {
      throw new ScenarioException(name, "there is a file " + name.text() + " already");
    }
    inputs.put(name.text(), image);
    if (image.kind() == LinkedImage.Kind.SHARED) {
      stage.loader().install(image);
    }
    stage.show(image.layout());
    if (!image.neededLibraries().isEmpty()) {
      stage.show(List.of("NEEDED  " + String.join(" ", image.neededLibraries())));
    }
  }

  private static String sizeOf(LinkedImage image) {
    return counted(image.codePages(), "page")
        + " of code, "
        + counted(image.dataPages(), "page")
        + " of data, "
        + counted(image.imports().size(), "name")
        + " left to the loader";
  }

  private static String counted(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  private static LinkedImage.Kind kind(Token token) {
    return switch (token.text()) {
      case "static" -> LinkedImage.Kind.STATIC;
      case "dynamic" -> LinkedImage.Kind.DYNAMIC;
      case "shared" -> LinkedImage.Kind.SHARED;
      default -> throw new ScenarioException(token, "expected static, dynamic or shared");
    };
  }

  /// `remove SONAME`.
  String remove(ScenarioWords words) {
    Token soname = words.next("a soname");
    words.end();
    if (!stage.loader().remove(soname.text())) {
      throw new ScenarioException(soname, "no library " + soname.text() + " is installed");
    }
    return "a process that has loaded it keeps it";
  }

  /// `run PROGRAM [now] as NAME`.
  String run(ScenarioWords words, List<Token> expected) {
    Token program = words.next("a program");
    LinkedImage image = image(program);
    Binding binding = words.take("now") ? Binding.NOW : Binding.LAZY;
    words.require("as", "run PROGRAM as NAME");
    Token name = words.next("a name");
    words.end();
    stage.requireNew(name);
    Task task = machine.start(name.text());
    stage.add(task);
    stage.use(task);
    return start(program, task, image, binding, expected);
  }

  /// `exec [PROGRAM [now]]`.
  String exec(Token verb, ScenarioWords words, List<Token> expected) {
    Task task = stage.current(verb);
    if (!words.more()) {
      machine.exec(task);
      stage.loader().forget(task);
      return "the old program's pages are gone";
    }
    Token program = words.next("a program");
    LinkedImage image = image(program);
    Binding binding = words.take("now") ? Binding.NOW : Binding.LAZY;
    words.end();
    machine.exec(task);
    return start(program, task, image, binding, expected);
  }

  private String start(
      Token at, Task task, LinkedImage image, Binding binding, List<Token> expected) {
    if (image.kind() == LinkedImage.Kind.SHARED) {
      throw new ScenarioException(at, image.name() + " is a library, no program");
    }
    Optional<LinkError> error = stage.loader().start(task, image, binding);
    if (error.isEmpty()) {
      machine.map(
          task,
          MachineArea.stack(machine.shape().pages() - 1, 1, "stack", machine.shape().pages() - 1));
    }
    stage.count(at);
    return outcome(task, error, expected)
        .orElseGet(() ->
            image.kind() == LinkedImage.Kind.STATIC
                ? "mapped; all it needs is in it"
                : "mapped, with the libraries it needs; the loader has filled its slots");
  }

  /// `dlopen SONAME [now]`.
  String open(Token verb, ScenarioWords words, List<Token> expected) {
    String soname = words.next("a soname").text();
    Binding binding = words.take("now") ? Binding.NOW : Binding.LAZY;
    words.end();
    Task task = stage.current(verb);
    List<LinkError> errors =
        stage.loader().open(task, soname, binding).stream().collect(Collectors.toList());
    stage.count(verb);
    compare(errors, expected);
    return errors.isEmpty()
        ? "mapped; what it defines is seen by who asks it by name"
        : "dlopen fails, the process goes on";
  }

  /// `call NAME [from IMAGE]`, `call NAME of LIBRARY`.
  String call(Token verb, ScenarioWords words, List<Token> expected) {
    String name = words.next("the name of a function").text();
    Task task = stage.current(verb);
    Call call;
    if (words.take("of")) {
      call = stage.loader().callIn(task, words.next("a library").text(), name);
    } else {
      String from = words.take("from") ? words.next("an image").text() : "";
      call = stage.loader().call(task, from, name);
    }
    words.end();
    stage.count(verb);
    if (call.access().isEmpty()) {
      return outcome(task, call.error(), expected).orElse("");
    }
    Access access = call.access().get();
    stage.mark(task, call.address(), access.outcome());
    if (isError(expected)) {
      compare(List.of(), expected);
    } else {
      stage.compare(access, expected);
    }
    return String.join("; ", call.way()) + "; " + Stage.inWords(access);
  }

  /// {@return the words for a process that ended because of an error; empty if there is none}
  private Optional<String> outcome(Task task, Optional<LinkError> error, List<Token> expected) {
    compare(error.stream().toList(), expected);
    return error.map(ignored -> {
      machine.exit(task);
      stage.loader().forget(task);
      return "the process ends with exit status 127";
    });
  }

  /// Compares errors with `-> undefined symbol NAME`; without an arrow there must be none.
  private void compare(List<LinkError> errors, List<Token> expected) {
    stage.show(errors.stream().map(LinkError::words).toList());
    String found =
        errors.isEmpty()
            ? "none"
            : errors.stream().map(LinkerSteps::nameOf).collect(Collectors.joining(", "));
    if (expected.isEmpty()) {
      stage.check(errors.isEmpty(), "no error", found);
      return;
    }
    String wanted = textOf(expected);
    if (!isError(expected)) {
      throw new ScenarioException(expected.getFirst(), "no error is called \"" + wanted + "\"");
    }
    boolean holds =
        errors.stream()
            .anyMatch(error -> wanted.equals(error.kind()) || wanted.equals(nameOf(error)));
    stage.check(holds, wanted, found);
  }

  private static boolean isError(List<Token> expected) {
    String wanted = textOf(expected);
    return LinkError.KINDS.stream()
        .anyMatch(kind -> wanted.equals(kind) || wanted.startsWith(kind + " "));
  }

  private static String nameOf(LinkError error) {
    return error.kind() + " " + error.subject();
  }

  private static String textOf(List<Token> tokens) {
    return tokens.stream().map(Token::text).collect(Collectors.joining(" "));
  }

  /// `nm OBJECT`, `ar t ARCHIVE`, `ldd`: prints, and may be followed by a line that must be there.
  String print(Token verb, ScenarioWords words, List<Token> expected) {
    List<String> lines =
        switch (verb.text()) {
          case "nm" -> {
            Token name = words.next("an object file");
            if (!(input(name) instanceof ObjectFile object)) {
              throw new ScenarioException(name, name.text() + " is not an object file");
            }
            yield object.nm();
          }
          case "ar" -> {
            words.require("t", "ar t ARCHIVE");
            Token name = words.next("an archive");
            if (!(input(name) instanceof Archive archive)) {
              throw new ScenarioException(name, name.text() + " is not an archive");
            }
            yield archive.members().stream().map(ObjectFile::name).toList();
          }
          default -> stage.loader().loaded(stage.current(verb));
        };
    words.end();
    stage.show(lines);
    if (!expected.isEmpty()) {
      String wanted = textOf(expected);
      boolean holds =
          lines.stream().anyMatch(line -> line.strip().replaceAll("\\s+", " ").equals(wanted));
      stage.check(holds, "the line " + wanted, String.join("; ", lines));
    }
    return "";
  }
}
