package dev.fathom.report.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Locale;

/// How metrics are written. By hand: what Fathom needs of the formats is this one class.
public enum MetricsFormat {
  /// OpenMetrics 1.0, which Prometheus asks for
  /// (<https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md>).
  OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8"),

  /// The older text format, which node_exporter's collector of text files and `promtool` read
  /// (<https://prometheus.io/docs/instrumenting/exposition_formats/>).
  TEXT("text/plain; version=0.0.4; charset=utf-8");

  private static final String OPEN_METRICS_TYPE = "application/openmetrics-text";

  private final String mediaType;

  MetricsFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  /// {@return what it is called in HTTP}
  public String mediaType() {
    return mediaType;
  }

  /// {@return the one to answer in}
  ///
  /// @param headers the values of `Accept`
  public static MetricsFormat accepted(List<String> headers) {
    return headers.stream()
            .anyMatch(header -> header.toLowerCase(Locale.ROOT).contains(OPEN_METRICS_TYPE))
        ? OPEN_METRICS
        : TEXT;
  }

  byte[] write(List<MetricFamily> families) {
    StringBuilder text = new StringBuilder();
    families.stream()
        .filter(family -> !family.points().isEmpty())
        .forEach(family -> write(family, text));
    if (this == OPEN_METRICS) {
      text.append("# EOF\n");
    }
    return text.toString().getBytes(UTF_8);
  }

  private void write(MetricFamily family, StringBuilder text) {
    boolean counter = family.kind() == MetricFamily.Kind.COUNTER;
    String series = counter ? family.name() + "_total" : family.name();
    // OpenMetrics names the family, the older format its series.
    String described = this == OPEN_METRICS ? family.name() : series;
    String kind = family.kind().name().toLowerCase(Locale.ROOT);
    text.append("# HELP ").append(described).append(' ').append(family.help()).append('\n');
    text.append("# TYPE ").append(described).append(' ').append(kind).append('\n');
    if (this == OPEN_METRICS && !family.unit().isEmpty()) {
      text.append("# UNIT ").append(described).append(' ').append(family.unit()).append('\n');
    }
    for (MetricFamily.Point point : family.points()) {
      text.append(series);
      String separator = "{";
      for (Label label : point.labels()) {
        text.append(separator).append(label.name()).append("=\"");
        text.append(escaped(label.value())).append('"');
        separator = ",";
      }
      text.append(point.labels().isEmpty() ? " " : "} ").append(number(point.value())).append('\n');
    }
  }

  /// The same rule in both formats.
  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1L << 53
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
