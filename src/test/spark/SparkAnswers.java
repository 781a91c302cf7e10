import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/// Spark in one process, asked what it reads in a dataset: a program of its own, of no package,
/// started by `SparkTest` from its source on Java 17.
///
/// Arguments: a folder that it may make, a file of queries, and files of statements that define
/// tables, one for each dataset; all of them end in `;` at the end of a line. Prints the rows of each
/// query of each dataset, their values between tabs, and `--` after each.
public final class SparkAnswers {
  public static void main(String[] arguments) throws Exception {
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.warehouse.dir", arguments[0])
            .getOrCreate()) {
      for (int dataset = 2; dataset < arguments.length; dataset++) {
        for (String statement : statements(arguments[dataset])) {
          spark.sql(statement);
        }
        for (String query : statements(arguments[1])) {
          for (Row row : spark.sql(query).collectAsList()) {
            System.out.println(row.mkString("\t"));
          }
          System.out.println("--");
        }
        for (String view : spark.sqlContext().tableNames()) {
          spark.catalog().dropTempView(view);
        }
      }
    }
  }

  private static List<String> statements(String file) throws Exception {
    return List.of(Files.readString(Path.of(file)).strip().split(";\\s*(\\n|$)"));
  }
}
