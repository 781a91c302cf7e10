/// What every command has of the shell: where it prints ([Screen]), the file that it was told to
/// write ([Output]), and what it returns ([ExitCode]).
@NullMarked
package dev.fathom.cli.shell;

import org.jspecify.annotations.NullMarked;
