"""Words without I/O: ids, clock, errors, actor, paging."""
