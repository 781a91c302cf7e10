package dev.fathom.snapshot.dataset;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;

/// Where in a table files of one kind lie.
///
/// @param app the name of a folder without `app=`: escaped
/// @param host likewise; [PartitionName#NONE] where many hosts' rows are together
/// @param taken the day, in UTC
record DatasetPartition(String app, String host, LocalDate taken) {
  private static final String APP = "app=";
  private static final String HOST = "host=";
  private static final String TAKEN = "taken=";

  /// {@return that of a look}
  static DatasetPartition of(String app, String host, LocalDate taken) {
    return new DatasetPartition(PartitionName.of(app), PartitionName.of(host), taken);
  }

  /// {@return the same, of all hosts}
  DatasetPartition ofAllHosts() {
    return new DatasetPartition(app, PartitionName.NONE, taken);
  }

  boolean isOfAllHosts() {
    return host.equals(PartitionName.NONE);
  }

  /// {@return the folder}
  ///
  /// @param table that of the table
  Path in(Path table) {
    return table.resolve(APP + app).resolve(HOST + host).resolve(TAKEN + taken);
  }

  /// {@return the partition of three folders; empty where they are none}
  static Optional<DatasetPartition> of(Path app, Path host, Path taken) {
    String[] names = {name(app), name(host), name(taken)};
    if (!names[0].startsWith(APP) || !names[1].startsWith(HOST) || !names[2].startsWith(TAKEN)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new DatasetPartition(
              names[0].substring(APP.length()),
              names[1].substring(HOST.length()),
              LocalDate.parse(names[2].substring(TAKEN.length()))));
    } catch (DateTimeException noDay) {
      return Optional.empty();
    }
  }

  private static String name(Path folder) {
    return String.valueOf(folder.getFileName());
  }
}
