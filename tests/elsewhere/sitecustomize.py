"""Takes from Python what Windows has not, so far as it can be taken here; loaded before all else."""

import asyncio.unix_events
import errno
import os
import select
import signal
import socket
import sys
from pathlib import Path

for _name in ("fcntl", "grp", "pwd", "resource", "termios", "uvloop"):
    sys.modules[_name] = None
for _module, _names in (
    (os, ("O_NOFOLLOW", "O_NONBLOCK", "fchmod", "fork", "geteuid", "getuid", "killpg", "sysconf")),
    (select, ("epoll", "poll")),
    (signal, ("SIGBUS", "SIGHUP", "SIGPIPE", "pthread_sigmask", "setitimer")),
    (socket, ("recv_fds", "send_fds")),
):
    for _name in _names:
        delattr(_module, _name)


def _none(*_):
    """Fail as the loops of Windows do, which have no such method: asyncio's base raises this."""
    raise NotImplementedError


for _name in ("add_signal_handler", "create_unix_connection", "create_unix_server"):
    setattr(asyncio.unix_events._UnixSelectorEventLoop, _name, _none)

_open, _fsync = os.open, os.fsync


def _opened(path, flags, *args, **kwargs):
    """Open no folder."""
    if Path(path).is_dir():
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
    return _open(path, flags, *args, **kwargs)


def _synced(handle):
    """Sync what can be written to alone."""
    flags = Path(f"/proc/self/fdinfo/{handle}").read_text().partition("flags:\t")[2].split()[0]
    if int(flags, 8) & os.O_ACCMODE == os.O_RDONLY:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    _fsync(handle)


os.open, os.fsync = _opened, _synced
