"""The bus: hints from the chat service to the gateways."""
