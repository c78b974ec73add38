"""A fuzzer over all parsers of documents: `make fuzz-documents`."""
