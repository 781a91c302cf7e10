package dev.fathom.report.page;

import dev.fathom.analysis.account.picture.AddressMap;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/// The address space as JSON: a character a cell and figure.
final class AddressMapJson {
  /// How many steps there are between nothing and all.
  private static final long STEPS = 8;

  private static final char FIRST_ACCOUNT = 'a';
  private static final char NO_ACCOUNT = '-';

  private AddressMapJson() {}

  static void write(JsonGenerator json, String name, AddressMap map) {
    json.writeObjectPropertyStart(name);
    json.writeNumberProperty("cellBytes", map.cellBytes());
    json.writeArrayPropertyStart("accounts");
    map.accounts().forEach(json::writeString);
    json.writeEndArray();
    json.writeArrayPropertyStart("strips");
    map.strips().forEach(strip -> strip(json, strip, map.cellBytes()));
    json.writeEndArray();
    json.writeNumberProperty("others", map.others());
    json.writeNumberProperty("otherBytes", map.otherBytes());
    json.writeEndObject();
  }

  private static void strip(JsonGenerator json, AddressMap.Strip strip, long cellBytes) {
    json.writeStartObject();
    json.writeStringProperty("start", Long.toHexString(strip.mapping().start()));
    json.writeStringProperty("end", Long.toHexString(strip.mapping().end()));
    json.writeStringProperty("permissions", strip.mapping().permissions());
    json.writeStringProperty("name", PageTrees.cut(strip.mapping().name()));
    json.writeNumberProperty("rss", strip.mapping().counters().rss());
    json.writeNumberProperty("shared", shared(strip));
    json.writeNumberProperty("swap", strip.mapping().counters().swap());
    StringBuilder states = new StringBuilder();
    StringBuilder present = new StringBuilder();
    StringBuilder used = new StringBuilder();
    StringBuilder accounts = new StringBuilder();
    for (AddressMap.Cell cell : strip.cells()) {
      states.append(cell.state().letter());
      present.append(steps(cell.present(), cellBytes));
      used.append(steps(cell.used(), cell.present()));
      accounts.append(cell.account() < 0 ? NO_ACCOUNT : (char) (FIRST_ACCOUNT + cell.account()));
    }
    json.writeStringProperty("state", states.toString());
    json.writeStringProperty("present", present.toString());
    json.writeStringProperty("used", used.toString());
    json.writeStringProperty("account", accounts.toString());
    places(json, strip, cellBytes);
    pins(json, strip.cells());
    json.writeEndObject();
  }

  private static long shared(AddressMap.Strip strip) {
    return strip.mapping().counters().sharedClean() + strip.mapping().counters().sharedDirty();
  }

  /// A digit: rounded, but only nothing is 0.
  private static long steps(long part, long whole) {
    return part <= 0 ? 0 : Math.clamp(Math.round((double) part * STEPS / whole), 1, STEPS);
  }

  /// Where cells that follow one another in the strip do not in memory: the number of the cell, and
  /// how many that are absent come before it.
  private static void places(JsonGenerator json, AddressMap.Strip strip, long cellBytes) {
    json.writeArrayPropertyStart("gaps");
    long next = strip.mapping().start() / cellBytes;
    int number = 0;
    for (AddressMap.Cell cell : strip.cells()) {
      if (cell.index() != next) {
        json.writeNumber(number);
        json.writeNumber(cell.index() - next);
      }
      next = cell.index() + 1;
      number++;
    }
    json.writeEndArray();
  }

  private static void pins(JsonGenerator json, List<AddressMap.Cell> cells) {
    json.writeArrayPropertyStart("pins");
    for (int cell = 0; cell < cells.size(); cell++) {
      if (cells.get(cell).pinned()) {
        json.writeNumber(cell);
      }
    }
    json.writeEndArray();
  }
}
