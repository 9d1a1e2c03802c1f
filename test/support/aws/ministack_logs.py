"""Gives an invocation every line that the function logged, where MiniStack gives up on them after 50 ms.

On a busy machine a line came later than that: it went to the worker's next invocation, or nowhere if it was the last.
A worker writes its lines into a pipe before it answers, so that they are all there by then.
"""

import array
import fcntl
import os
import select
import termios
import threading
import time

from ministack.core import lambda_runtime

drain_within_limits = lambda_runtime.Worker._drain_stderr_bounded


def read_stderr(worker):
    """Reads the pipe into the worker's queue. What was taken from the one is in the other whenever `taking` is free."""
    thread, lines, pipe = threading.current_thread(), worker._stderr_queue, worker._proc.stderr
    thread.taking = threading.Lock()
    thread.pipe = pipe
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    rest = b""
    try:
        while True:
            poll.poll()
            with thread.taking:
                data = os.read(pipe.fileno(), 65536)
                *whole, rest = (rest + data).split(b"\n")
                if not data and rest:
                    whole.append(rest)
                for line in whole:
                    lines.put(line.decode(errors="replace"))
            if not data:
                return
    except (OSError, ValueError):
        pass  # The pipe was closed: the worker is gone.


def waiting(pipe):
    """How many bytes are in a pipe; none in one that is closed."""
    count = array.array("i", [0])
    try:
        fcntl.ioctl(pipe.fileno(), termios.FIONREAD, count)
    except (OSError, ValueError):
        return 0
    return count[0]


def drain(worker, *limits, **named):
    if isinstance(worker, lambda_runtime.ProvidedWorker):
        return drain_within_limits(worker, *limits, **named)
    thread = worker._stderr_thread
    while thread.is_alive():
        pipe = getattr(thread, "pipe", None)
        if pipe is not None:
            with thread.taking:
                if waiting(pipe) == 0:
                    break
        time.sleep(0.001)
    return worker._drain_stderr()


def install():
    lambda_runtime.Worker._read_stderr = read_stderr
    lambda_runtime.Worker._drain_stderr_bounded = drain
