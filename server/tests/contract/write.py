"""Writes the contract into contracts/pacts: `python -m tests.contract.write`."""

from tests.contract.test_gateway import contract
from tests.contract.words import PACTS

if __name__ == "__main__":
    PACTS.mkdir(exist_ok=True)
    contract().write_file(PACTS, overwrite=True)
