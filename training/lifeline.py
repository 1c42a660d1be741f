"""A program that `softpa` starts ends with it, even where it is killed (-9) and can pass no signal on.

`softpa` holds the other end of a pipe and writes nothing: the pipe ends when it does.
"""

import os
import signal
import threading


def hold_lifeline() -> None:
    """Interrupts this process, as Ctrl-C would, when the pipe whose number SOFTPA_LIFELINE says ends; without one, never."""
    # Taken away, for who is started from here holds no such pipe.
    pipe = os.environ.pop("SOFTPA_LIFELINE", None)
    if pipe is not None:
        threading.Thread(target=interrupt_at_end_of, args=(int(pipe),), daemon=True).start()


def interrupt_at_end_of(pipe: int) -> None:
    # Not through sys.stdin, whose lock a thread that waits would hold when Python exits.
    while os.read(pipe, 64):
        pass
    signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
