"""Generated from contracts/exchange.proto by `tools.contracts.exchange.generate`. Messages only: no I/O."""
