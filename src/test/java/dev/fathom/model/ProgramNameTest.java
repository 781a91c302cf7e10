package dev.fathom.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What processes are called whose files and arguments are known.
final class ProgramNameTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /usr/bin/redis-check-rdb  | /usr/bin/redis-server *:6379            | redis-server | ''
          /usr/bin/redis-check-rdb  | redis-server *:6379                     | redis-server | ''
          /bin/busybox              | sh;-c;sleep 1                           | sh           | -c;sleep 1
          /usr/bin/python3.11       | python3;app.py                          | python3.11   | app.py
          /usr/bin/perl             | /usr/bin/perl;app.pl                    | perl         | app.pl
          /usr/lib/postgresql/15/bin/postgres | postgres: checkpointer        | postgres     | ''
          /usr/sbin/php-fpm8.2      | php-fpm: pool www                       | php-fpm8.2   | ''
          /usr/bin/bash             | -bash                                   | bash         | ''
          /usr/lib/systemd/systemd  | (sd-pam)                                | systemd      | ''
          /opt/shop                 | ''                                      | shop         | ''
          /lib64/ld-linux-x86-64.so.2 | ld;--library-path;/x;--argv0;y;/opt/shop;7 | shop      | 7
          /lib/ld-musl-x86_64.so.1  | /lib/ld-musl-x86_64.so.1;--;/opt/shop;7 | shop         | 7
          /lib/ld-2.31.so           | /lib/ld-2.31.so;./shop                  | shop         | ''
          /lib64/ld-linux-x86-64.so.2 | ld-linux-x86-64.so.2;--library-path   | ld-linux-x86-64.so.2 | --library-path
          /lib64/ld-linux-x86-64.so.2 | ld-linux-x86-64.so.2;--version        | ld-linux-x86-64.so.2 | --version
          """)
  void asTheyWereStarted(String executable, String commandLine, String name, String arguments) {
    ProgramName program = ProgramName.of(executable, list(commandLine));
    assertThat(program.arguments()).isEqualTo(list(arguments));
    assertThat(program.name()).isEqualTo(name);
  }

  /// A process may write what it likes over its arguments.
  @ParameterizedTest
  @CsvSource({"\u001b[31mroot", "a\u0007b", "'/usr/bin/'", "'   '", "'::'", "'[kworker/0:1]'"})
  void whatIsNoNameIsNotTaken(String written) {
    assertThat(ProgramName.of("/opt/shop", List.of(written)).name()).isEqualTo("shop");
    assertThat(ProgramName.of("/opt/shop", List.of("x".repeat(5000))).name()).isEqualTo("shop");
    assertThat(ProgramName.of("", List.of()).name()).isEmpty();
  }

  private static List<String> list(String joined) {
    return joined.isEmpty() ? List.of() : List.of(joined.split(";"));
  }
}
