"""Generated from contracts/exchange.proto by `chorus.processes.exchange_contract.generate`. Messages only: no I/O."""
