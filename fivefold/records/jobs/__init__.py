"""Long work: asked for by somebody, done by a worker as that person, seen while it goes on."""
