"""A process apart for what is not ours: without sockets and new files, and with an end in sight.

A ``Worker`` is forked from a process that holds what it needs. It makes ready, gives up the right
to open anything, and then answers requests over a pipe until it is closed. Time is kept outside and
ends with SIGKILL, which the engine cannot ignore; memory, files and sockets are limits of the
system; a large stack lets nested texts be read. A worker whose owner is gone ends itself. Where
nothing can be forked, ``fresh`` begins one that shares nothing with its owner.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import time
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from kgraph import errors
from kgraph.errors import KgraphError, LimitError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self, TypeAlias

    #: What answers a request without opening anything.
    Handler: TypeAlias = Callable[[bytes], bytes]
    #: What makes it ready; it is given what returns, when called, what the owner has to tell.
    Start: TypeAlias = Callable[[Callable[[], bytes]], Handler]
    #: What the owner has to tell, found out while the process makes ready.
    Told: TypeAlias = Callable[[], bytes]

__all__ = [
    "AVAILABLE", "HEAD", "READY", "Limits", "Worker", "attend", "confined", "ended", "fork",
    "framed", "heard", "length", "received", "run", "serve", "silenced", "too_slow", "with_stack",
    "yielding",
]  # fmt: skip

#: Whether the system can fork; elsewhere a query runs in the process itself, by the guard's word.
AVAILABLE = hasattr(os, "fork")

_MEGABYTE = 1 << 20
#: How long a worker may take to make ready, in seconds.
READY = 60.0
#: Ends by which Windows tells that the stack was too small, and that memory was.
_OVERFLOWED, _ABORTED = 0xC00000FD, 0xC0000409
#: Seconds after which an end comes from the system that did not come from the owner.
_LATE = 10
#: Bytes read at once, and those that stand before what is sent: its kind and its length.
_CHUNK = 1 << 20
HEAD = 9
_ANSWER, _ERROR = b"=", b"!"
#: The lowest descriptor that is not an output of its own.
_FREE = 3


class Limits(NamedTuple):
    """What a request may use: seconds, and bytes of memory, of stack and of its answer.

    Memory is what it adds to what the process holds at its start. A system that does not hold a
    process to it (macOS) leaves time and the length of the answer.
    """

    seconds: float = 60.0
    memory: int = 2048 * _MEGABYTE
    stack: int = 512 * _MEGABYTE
    answer: int = 256 * _MEGABYTE


class Worker:
    """A confined process that answers requests.

    Parameters
    ----------
    start : callable
        Run first in the process, with all rights: imports and opens what is needed, and returns
        what answers a request (bytes to bytes) without them. Its argument, when called, waits for
        what is ``told`` and returns it.
    limits : Limits
        Of each request.
    what : str
        What is run, for messages.
    told : callable, optional
        Called in the owner while ``start`` runs; its bytes are what ``start`` is told.
    files : bool
        Whether it may open files: for work of the library on a dossier, with nothing foreign in it.

    Raises
    ------
    KgraphError
        That ``start`` or ``told`` raised.
    """

    def __init__(
        self,
        start: Start,
        limits: Limits | None = None,
        what: str = "query",
        told: Told = bytes,
        *,
        files: bool = False,
    ) -> None:
        self._limits, self._what = limits or Limits(), what
        self._pid = 0
        requests, self._requests = os.pipe()
        self._answers, answers = os.pipe()
        # Nothing is ever sent here; it ends when this process does.
        owned, owning = os.pipe()
        theirs = (requests, answers, owned)
        self._ours: tuple[int, ...] = (self._requests, self._answers, owning)
        try:
            # Ctrl-C waits until the number of the process is known that it is to end.
            before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
            self._pid = fork()
            if not self._pid:
                _child(start, self._limits, theirs, self._ours, files=files)
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            self._request(told())
            self._receive(READY)
        except BaseException:
            self.close()
            raise
        finally:
            for end in theirs:
                os.close(end)

    def ask(self, request: bytes = b"") -> bytes:
        """Return the answer to a request.

        Raises
        ------
        LimitError
            If a limit was reached; the worker is closed then.
        KgraphError
            That the handler raised.
        """
        try:
            self._request(request)
            return self._receive(self._limits.seconds)
        except BaseException as error:
            if isinstance(error, LimitError) or not isinstance(error, KgraphError):
                self.close()
            raise

    def handed_over(self) -> None:
        """Close the ends of the pipes, which another process has; only the life line stays."""
        for end in self.ends:
            os.close(end)
        self._ours = self._ours[2:]

    def forgotten(self) -> None:
        """Close what leads to the process, which a fork of its owner does not own."""
        for end in self._ours:
            os.close(end)
        self._ours, self._pid = (), 0

    def left(self) -> int:
        """Wait for the end of a process that another has killed; returns its exit code."""
        code = self.wait()
        self.close()
        return code

    def close(self) -> None:
        """Kill the process and wait for its end."""
        for end in self._ours:
            os.close(end)
        self._ours = ()
        if self._pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
            self.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The number of the process, 0 once it has ended."""
        return self._pid

    @property
    def ends(self) -> tuple[int, int]:
        """The descriptors to which framed requests are written, and from which answers come."""
        return self._requests, self._answers

    def _request(self, body: bytes) -> None:
        with contextlib.suppress(BrokenPipeError):  # why it ended is told when it is to answer
            _send(self._requests, _ANSWER, body)

    def _receive(self, seconds: float) -> bytes:
        import select

        end = time.monotonic() + seconds
        waiting = select.poll()
        waiting.register(self._answers, select.POLLIN)
        found = bytearray()
        wanted = HEAD
        while len(found) < wanted:
            left = end - time.monotonic()
            if left <= 0 or not waiting.poll(left * 1000):
                raise too_slow(self._what, seconds)
            chunk = os.read(self._answers, min(_CHUNK, wanted - len(found)))
            if not chunk:
                raise self._ended()
            found += chunk
            if wanted == HEAD == len(found):
                wanted += length(found)
        return heard(bytes(found[:HEAD]), bytes(found[HEAD:]), self._what, self._limits)

    def _ended(self) -> Exception:
        """Return what the end of a process means that nobody here stopped."""
        return ended(self.wait(), self._what, self._limits)

    def wait(self) -> int:
        """Wait for the end of the process; returns its exit code, negative for a signal."""
        pid, self._pid = self._pid, 0
        try:
            return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        except ChildProcessError:  # the owner's process waits for all its children itself
            return 0


def run(
    start: Start,
    limits: Limits | None = None,
    what: str = "query",
    told: Told = bytes,
    *,
    files: bool = False,
) -> bytes:
    """Return the answer of a worker that is started for one request; raises as ``Worker`` does.

    Where the system cannot fork, the request is answered in this process.
    """
    if not AVAILABLE:
        return start(told)(b"")
    with Worker(start, limits, what, told, files=files) as worker:
        return worker.ask()


# --- what goes over the pipes, for whoever waits at their ends


def framed(body: bytes, kind: bytes = _ANSWER) -> bytes:
    """Return a request, or an answer, as it goes over a pipe: a head with its length, then it."""
    return kind + len(body).to_bytes(HEAD - 1, "big") + body


def length(head: bytes | bytearray) -> int:
    """Return how many bytes follow the head of an answer."""
    return int.from_bytes(head[1:HEAD], "big")


def heard(head: bytes, body: bytes, what: str, limits: Limits) -> bytes:
    """Return the answer that came with a head; raises the error that it tells of."""
    if head[:1] != _ERROR:
        return body
    import json

    kind, said, known = json.loads(body)
    if kind in _LIMITS:
        raise _reached(kind, what, limits)
    error = getattr(errors, kind, None)
    if error is None:
        message = f"{kind} in a worker: {said}"
        raise RuntimeError(message)
    # As it was there: each error makes its sentence of other things.
    made: KgraphError = error.__new__(error, said)
    made.__dict__ |= {
        name: tuple(one) if isinstance(one, list) else one for name, one in known.items()
    }
    raise made


def ended(code: int, what: str, limits: Limits) -> Exception:
    """Return what the end of a process means that nobody asked for, by its exit code.

    That of a signal is negative, as ``subprocess`` has it.
    """
    if code >= 0 and code not in {_OVERFLOWED, _ABORTED}:
        return RuntimeError(f"A worker ended with {code}.")
    overflows = {_OVERFLOWED, -signal.SIGSEGV, -getattr(signal, "SIGBUS", signal.SIGSEGV)}
    kind = "RecursionError" if code in overflows else "MemoryError"
    return _reached(kind, what, limits)


def too_slow(what: str, seconds: float) -> LimitError:
    """Return the error for what took too long."""
    return LimitError(
        f"The {what} was stopped: it takes longer than {seconds:g} s. Join its patterns by shared "
        "variables, name a thing in place of a variable, or give it more time (--timeout SECONDS).",
        "time",
    )


def _nested(what: str, _: Limits) -> str:
    return f"The {what} was stopped: it is nested too deeply; write it with fewer brackets."


def _large(what: str, limits: Limits) -> str:
    return (
        f"The {what} was stopped: it needs more than {limits.memory // _MEGABYTE} MB of memory. "
        "Join its patterns by shared variables, leave out ORDER BY, or add LIMIT."
    )


def _long(what: str, limits: Limits) -> str:
    return (
        f"The {what} was stopped: its answer is longer than {limits.answer // _MEGABYTE} MB; "
        "select fewer variables, or add LIMIT."
    )


#: What a worker tells of, or ends by, when a limit is reached.
_LIMITS = {
    "RecursionError": ("depth", _nested),
    "MemoryError": ("memory", _large),
    "OverflowError": ("length", _long),
}


def _reached(kind: str, what: str, limits: Limits) -> LimitError:
    limit, said = _LIMITS[kind]
    return LimitError(said(what, limits), limit)


def attend(start: Start, told: bytes, requests: int, answers: int) -> None:
    """Answer requests that come, with all rights, until whoever sends them closes that end."""
    handler = start(lambda: told)
    while (request := received(requests)) is not None:
        try:
            answer = handler(request)
        except Exception as error:  # noqa: BLE001  whatever it is, whoever asked is told
            _send(answers, _ERROR, _telling(error))
        else:
            _send(answers, _ANSWER, answer)


# --- inside the process


def fork() -> int:
    """Fork, as ``os.fork`` does, also where the process has threads that are not needed."""
    import warnings

    # Threads of the owner are not there in the child, which runs a query and nothing of theirs.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _child(
    start: Start,
    limits: Limits,
    ends: tuple[int, int, int],
    others: tuple[int, ...],
    *,
    files: bool,
) -> NoReturn:
    try:
        gc.freeze()  # what the owner made stays shared with it
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the owner's to hear
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        for end in others:
            os.close(end)
        requests, answers, owner = silenced(*ends)
        with_stack(limits.stack, lambda: serve(start, limits, requests, answers, files=files))
        os.read(owner, 1)
    finally:
        # The owner has closed the pipe, or is gone. Buffers and exit handlers are its own.
        os._exit(0)


def silenced(*ends: int) -> list[int]:
    """Turn the outputs off, so that nothing but the answer is heard; returns where the ends are.

    Where the owner's outputs were closed, a pipe may have taken their place.
    """
    faults = sys.modules.get("faulthandler")
    if faults is not None:
        faults.disable()
    moved = []
    for end in ends:
        while end < _FREE:
            end = os.dup(end)
        moved.append(end)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for output in range(_FREE):
        os.dup2(nowhere, output)
    return moved


def with_stack(size: int, target: Callable[[], None]) -> None:
    """Run a function in a thread with a stack of so many bytes, or of as many as it can have."""
    import threading

    for share in (size, size // 8, 0):
        threading.stack_size(share)
        with contextlib.suppress(RuntimeError):
            threading.Thread(target=target, daemon=True).start()
            return


def serve(
    start: Start, limits: Limits, requests: int, answers: int, *, files: bool = False
) -> NoReturn:
    """Make ready, be confined, and answer the requests that come, until the process ends."""
    try:
        told = _Once(requests)
        handler = start(told)
        told()
        _confine(limits.memory, files)
        _send(answers, _ANSWER, b"")
        while (request := received(requests)) is not None:
            _hurry(limits.seconds)
            try:
                answer = handler(request)
                if len(answer) > limits.answer:
                    raise OverflowError
            except Exception as error:  # noqa: BLE001  whatever it is, the owner is told
                _send(answers, _ERROR, _telling(error))
            else:
                _send(answers, _ANSWER, answer)
    except BaseException as error:  # noqa: BLE001
        _send(answers, _ERROR, _telling(error))
    finally:
        os._exit(0)


class _Once:
    """What the owner has to tell, read from its pipe when first asked for."""

    def __init__(self, requests: int) -> None:
        self._requests = requests
        self._told: bytes | None = None

    def __call__(self) -> bytes:
        if self._told is None:
            self._told = received(self._requests) or b""
        return self._told


def yielding() -> None:
    """Where memory runs out all the same, have the system end this process first."""
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:  # noqa: PTH123  a file of no disk
        file.write("1000")


#: Whether this process can open nothing any more.
_confined = False


def confined() -> bool:
    """Whether this process can open no file and no socket, whatever it runs."""
    return _confined


def _confine(memory: int, files: bool) -> None:
    """Give up the right to write files, to take more memory, and to open files and sockets.

    As far as the system holds a process to it, which Windows does not.
    """
    global _confined
    try:
        import resource
    except ImportError:
        return
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    if (held := _held()) is not None:
        _limit(resource.RLIMIT_AS, held + memory)
    if files:
        return
    # Last: nothing can be read after it. What is open stays so, a store and the pipe among it.
    _limit(resource.RLIMIT_NOFILE, 0)
    _confined = True


def _hurry(seconds: float) -> None:
    """Have the system end this process some time after its owner should have.

    An owner that was killed ends it too, unless what it runs lets no other thread run.
    """
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime + seconds) + _LATE
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if hard == resource.RLIM_INFINITY or most < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (most, hard))


def _limit(kind: int, most: int) -> None:
    import resource

    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(kind, (most, most))


def _held() -> int | None:
    """Return the bytes of address space that this process has, where the system tells."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123  a file of no disk
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return None


def _telling(error: BaseException) -> bytes:
    """Return the kind of an error, its sentence, and what else it knows, as JSON."""
    import json

    known = error.__dict__ if isinstance(error, KgraphError) else {}
    return json.dumps([type(error).__name__, str(error), known], default=str).encode()


def _send(end: int, kind: bytes, body: bytes) -> None:
    left = memoryview(framed(body, kind))
    while left:
        left = left[os.write(end, left) :]


def received(end: int) -> bytes | None:
    """Return what comes next over a pipe, or nothing if its other end is closed."""
    head = _whole(end, HEAD)
    return _whole(end, int.from_bytes(head[1:], "big")) if head else None


def _whole(end: int, length: int) -> bytes:
    found = bytearray()
    while len(found) < length:
        chunk = os.read(end, length - len(found))
        if not chunk:
            return b""
        found += chunk
    return bytes(found)
