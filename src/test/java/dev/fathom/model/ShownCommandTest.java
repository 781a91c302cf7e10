package dev.fathom.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is told of a command line: the words are separated by `|`.
final class ShownCommandTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "/usr/bin/python3.11, python3|app.py|--password=x|secret, python3|app.py",
        "/usr/bin/python3.11, python3|-u|-X|dev|-m|app|secret, python3|-m|app",
        "/usr/bin/python3.11, python3|-c|print('secret')|secret, python3|-c",
        "/usr/bin/python3.11, python3|-bIc|print('secret'), python3|-bIc",
        "/usr/bin/python3.11, python3, python3",
        "/usr/bin/python3.11, /srv/venv/bin/python|/srv/venv/bin/gunicorn|app:app,"
            + " /srv/venv/bin/python|/srv/venv/bin/gunicorn",
        "/usr/bin/python3.11, gunicorn: worker [secret], gunicorn",
        "/usr/bin/perl, perl|-I|lib|-wT|app.pl|secret, perl|app.pl",
        "/usr/bin/perl, /usr/bin/perl|-ne|print 'secret', /usr/bin/perl|-ne",
        "/usr/bin/perl, secret|app, secret|app",
        "/usr/sbin/mysqld, mysqld|--password=secret, mysqld",
        "/usr/lib/postgresql/15/bin/postgres, postgres: alice secret 10.0.0.1(4711) idle, postgres",
        "/opt/my app/run, /opt/my app/run|secret, /opt/my app/run",
        "/usr/bin/java, java|-jar|app.jar|secret, java",
        "/usr/lib/ld-linux-x86-64.so.2, ld.so|--preload|secret.so|/usr/bin/python3|app.py|secret,"
            + " ld.so|/usr/bin/python3|app.py",
        "/usr/lib/ld-linux-x86-64.so.2, ld.so|--preload|secret.so|./serve|secret, ld.so|./serve",
      })
  void onlyTheProgramAndItsCode(String executable, String commandLine, String shown) {
    List<String> words = ShownCommand.of(executable, words(commandLine)).words();
    assertThat(words).isEqualTo(words(shown));
    // A snapshot has these words in place of the command line.
    assertThat(ShownCommand.of(executable, words).words()).isEqualTo(words);
  }

  private static List<String> words(String joined) {
    return List.of(joined.split("\\|"));
  }
}
