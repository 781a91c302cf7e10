/// What `fathom metrics` tells, as families of series, and how Prometheus reads them.
///
/// [MetricFamily] is what one name tells; [ProcessFamilies] makes them of what the kernel counts,
/// [LookFamilies] of looks. [MetricsFormat] writes them. How many series there are is bounded:
/// [ToldNames].
@NullMarked
package dev.fathom.report.metrics;

import org.jspecify.annotations.NullMarked;
