"""My work: for everybody what to do next, by what their roles allow."""
