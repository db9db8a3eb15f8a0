"""No way out of a process, by the system's hand: no network, no other program.

Queries are looked at before they come here (`graph.sparql.guard`). This holds where that should have overlooked
something: what evaluates them cannot open a connection, and neither can what it forks.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import socket
import struct
import sys

_NO_NEW_PRIVILEGES = 38
_SECCOMP, _FILTER = 22, 2
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000
_LOAD, _IF, _RETURN = 0x20, 0x15, 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENT = 0, 4, 16  # offsets in what a filter is shown of a call
# machine → its number, and those of the calls execve, execveat, socket
_CALLS = {"x86_64": (0xC000003E, 59, 322, 41), "aarch64": (0xC00000B7, 221, 281, 198)}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))


def stay_inside() -> bool:
    """Let this process and its children open no socket but those of the file system, and start no program.

    Return whether the system does so: Linux on the machines that are known here. There is no way back.
    """
    calls = _CALLS.get(platform.machine())
    if sys.platform != "linux" or calls is None:
        return False
    architecture, execve, execveat, open_socket = calls
    steps = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_IF, 0, 6, architecture),  # how many steps to skip where it is so, and where not
        (_LOAD, 0, 0, _NUMBER),
        (_IF, 5, 0, execve),
        (_IF, 4, 0, execveat),
        (_IF, 0, 2, open_socket),
        (_LOAD, 0, 0, _ARGUMENT),
        (_IF, 0, 1, socket.AF_UNIX),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _ERROR | errno.EACCES),
    ]
    code = b"".join(struct.pack("HBBI", *step) for step in steps)
    program = _Program(len(steps), code)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    return bool(libc.prctl(_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0)
