package dev.fathom.lab.machine;

/// The machine was asked for what it cannot do: a page that it has not, a frame beyond its RAM.
public final class MachineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MachineException(String message) {
    super(message);
  }
}
