package dev.fathom.cli.command;

import dev.fathom.cli.exchange.CoreHandlerCommand;
import dev.fathom.cli.exchange.DatasetCommand;
import dev.fathom.cli.exchange.ExportCommand;
import dev.fathom.cli.exchange.McpCommand;
import dev.fathom.cli.experiment.ExperimentCommand;
import dev.fathom.cli.follow.AdviseCommand;
import dev.fathom.cli.follow.MetricsCommand;
import dev.fathom.cli.follow.ServeCommand;
import dev.fathom.cli.follow.WatchCommand;
import dev.fathom.cli.lab.LabCommand;
import dev.fathom.cli.machine.ContainerCommand;
import dev.fathom.cli.machine.DoctorCommand;
import dev.fathom.cli.machine.TopCommand;
import dev.fathom.cli.shell.Screen;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/// The commands, in the order in which the help lists them.
///
/// The parser learns a command's options by reflection, some milliseconds each: so only those of
/// the command that was asked for, and of the others what the help says of them in a line.
public final class Commands {
  private static final Map<String, Entry> ALL = new LinkedHashMap<>();

  static {
    add(ReportCommand.class, ReportCommand::new);
    add(ObjectsCommand.class, ObjectsCommand::new);
    add(OwnersCommand.class, OwnersCommand::new);
    add(PathCommand.class, PathCommand::new);
    add(GraphCommand.class, GraphCommand::new);
    add(LeaksCommand.class, LeaksCommand::new);
    add(TopCommand.class, TopCommand::new);
    add(PagesCommand.class, PagesCommand::new);
    add(NumbersCommand.class, NumbersCommand::new);
    add(ContainerCommand.class, ContainerCommand::new);
    add(WorkersCommand.class, WorkersCommand::new);
    add(LinkCommand.class, LinkCommand::new);
    add(ExperimentCommand.class, ExperimentCommand::new);
    add(AddressCommand.class, AddressCommand::new);
    add(ExplainCommand.class, ExplainCommand::new);
    add(DemoCommand.class, DemoCommand::new);
    add(SnapshotCommand.class, SnapshotCommand::new);
    add(CaptureCommand.class, CaptureCommand::new);
    add(WatchCommand.class, WatchCommand::new);
    add(CoreHandlerCommand.class, CoreHandlerCommand::new);
    add(DiffCommand.class, DiffCommand::new);
    add(HtmlCommand.class, HtmlCommand::new);
    add(ExportCommand.class, ExportCommand::new);
    add(SqlCommand.class, SqlCommand::new);
    add(DatasetCommand.class, DatasetCommand::new);
    add(LabCommand.class, LabCommand::new);
    add(FragmentationCommand.class, FragmentationCommand::new);
    add(PinsCommand.class, PinsCommand::new);
    add(AdviseCommand.class, AdviseCommand::new);
    add(ServeCommand.class, ServeCommand::new);
    add(MetricsCommand.class, MetricsCommand::new);
    add(McpCommand.class, McpCommand::new);
    add(VerifyCommand.class, VerifyCommand::new);
    add(DoctorCommand.class, DoctorCommand::new);
  }

  private Commands() {}

  /// {@return the names of all, in their order}
  public static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  public static boolean isName(String word) {
    return ALL.containsKey(word);
  }

  /// {@return the command of this name alone, as an object; if there is none such, the descriptions
  /// of all}
  public static Map<String, Object> named(String word, Screen screen) {
    Entry wanted = ALL.get(word);
    if (wanted != null) {
      return Map.of(word, wanted.factory().apply(screen));
    }
    Map<String, Object> descriptions = new LinkedHashMap<>();
    ALL.forEach((name, entry) -> descriptions.put(name, entry.description()));
    return descriptions;
  }

  private static <C> void add(Class<C> type, Function<Screen, C> factory) {
    Command command = Objects.requireNonNull(type.getAnnotation(Command.class));
    ALL.put(command.name(), new Entry(command, factory));
  }

  private record Entry(Command command, Function<Screen, ?> factory) {
    CommandSpec description() {
      CommandSpec description = CommandSpec.create();
      description.usageMessage().description(command.description());
      return description;
    }
  }
}
