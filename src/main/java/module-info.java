import org.jspecify.annotations.NullMarked;

/// Fathom: says from outside where a Linux process's memory went.
///
/// Nothing is exported: Fathom is a program, not a library. picocli fills the fields of the
/// commands by reflection, so their packages are open to it.
@NullMarked
module dev.fathom {
  requires aircompressor.v3;
  requires info.picocli;
  requires java.sql;
  requires static org.jspecify;
  requires tools.jackson.core;

  opens dev.fathom.cli to
      info.picocli;
  opens dev.fathom.cli.command to
      info.picocli;
  opens dev.fathom.cli.experiment to
      info.picocli;
  opens dev.fathom.cli.follow to
      info.picocli;
  opens dev.fathom.cli.lab to
      info.picocli;
  opens dev.fathom.cli.option to
      info.picocli;
  opens dev.fathom.cli.shell to
      info.picocli;
}
