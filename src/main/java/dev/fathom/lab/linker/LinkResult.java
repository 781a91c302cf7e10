package dev.fathom.lab.linker;

import java.util.List;
import java.util.Optional;

/// An image, or why there is none.
public record LinkResult(Optional<LinkedImage> image, List<LinkError> errors) {}
