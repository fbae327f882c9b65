"""Room 8: handing work in, the reviewer's queue, answering findings, who waits where."""
