package dev.fathom.snapshot.dataset;

import dev.fathom.host.KernelFiles;
import dev.fathom.host.OutputFile;
import dev.fathom.snapshot.SnapshotException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// The file that says that a folder is a dataset, and of which version.
///
/// Its name begins with `_`, as everything that is no data: Hive, Spark and Trino leave that out.
final class DatasetMark {
  static final String NAME = "_fathom.json";

  private static final String FORMAT = "fathom dataset";
  private static final int LONGEST = 1 << 16;

  private DatasetMark() {}

  static boolean isIn(Path folder) {
    return Files.isRegularFile(folder.resolve(NAME), LinkOption.NOFOLLOW_LINKS);
  }

  /// Makes sure that a folder is a dataset that this version understands.
  ///
  /// @throws SnapshotException if it is not
  static void check(Path folder) throws SnapshotException {
    Path file = folder.resolve(NAME);
    long version;
    try {
      if (Files.size(file) > LONGEST) {
        throw damaged(folder);
      }
      version = version(KernelFiles.bytes(file));
    } catch (SnapshotException known) {
      throw known;
    } catch (IOException failure) {
      throw new SnapshotException("cannot read " + file + ": " + failure.getMessage());
    }
    if (version < 1) {
      throw damaged(folder);
    }
    if (version > DatasetTable.VERSION) {
      throw new SnapshotException(
          folder
              + " is a dataset of version "
              + version
              + ", and this Fathom knows those up to "
              + DatasetTable.VERSION
              + ": take a newer Fathom");
    }
  }

  private static SnapshotException damaged(Path folder) {
    return new SnapshotException(
        folder + " is not a dataset of Fathom's: its " + NAME + " does not say so");
  }

  /// {@return the version that a mark says; 0 where it says none}
  private static long version(byte[] json) {
    boolean told = false;
    long version = 0;
    try (JsonParser in = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        return 0;
      }
      while (in.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = in.currentName();
        JsonToken value = in.nextToken();
        if (name.equals("format")) {
          told = value == JsonToken.VALUE_STRING && in.getString().equals(FORMAT);
        } else if (name.equals("version") && value == JsonToken.VALUE_NUMBER_INT) {
          version = in.getLongValue();
        } else {
          in.skipChildren();
        }
      }
    } catch (JacksonException noJson) {
      return 0;
    }
    return told ? version : 0;
  }

  /// Makes a folder a dataset. Two who do so at once write the same.
  static void write(Path folder) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json =
        new JsonFactory().createGenerator(ObjectWriteContext.empty(), bytes, JsonEncoding.UTF8)) {
      json.writeStartObject();
      json.writeStringProperty("format", FORMAT);
      json.writeNumberProperty("version", DatasetTable.VERSION);
      json.writeEndObject();
    }
    try (OutputFile file = OutputFile.open(folder.resolve(NAME))) {
      bytes.writeTo(file.output());
      file.output().write('\n');
      file.publishForAll();
    }
  }
}
