"""What a worker gives up before it opens the store: memory without bound, the network, outliving its parent.

Each guard is tried after it was set, and reported as active only if it held; where the system has no such
guard (macOS has no seccomp) the worker goes on without it and says so.
"""

import ctypes
import errno
import math
import mmap
import os
import platform
import sys
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from pathlib import Path

_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_SIGKILL = 9
_SECCOMP_MODE_FILTER = 2
_IDLE_SECONDS = 60  # of computing, for opening the first store
_THREADS = 2

# AUDIT_ARCH value; then socket, connect, accept, sendto, sendmsg, bind, listen, socketpair, accept4,
# sendmmsg, execve, execveat, ptrace, io_uring_setup.
_CALLS: dict[str, tuple[int, tuple[int, ...]]] = {
    "x86_64": (0xC000003E, (41, 42, 43, 44, 46, 49, 50, 53, 288, 307, 59, 322, 101, 425)),
    "aarch64": (0xC00000B7, (198, 203, 202, 206, 211, 200, 201, 199, 242, 269, 221, 281, 117, 425)),
}
_X32 = 0x40000000  # x86_64 numbers from here on are the same calls under a second name


@dataclass(frozen=True)
class Guards:
    """Which guards are active in a worker."""

    memory: bool = False
    network: bool = False
    processor: bool = False
    parent_death: bool = False
    first_victim: bool = False

    @classmethod
    def shared(cls, several: Iterable["Guards"]) -> "Guards":
        """Keep the guards that all of several workers have; none if there is no worker."""
        columns = list(zip(*(astuple(guards) for guards in several), strict=True))
        return cls(*(all(column) for column in columns))


def enter(memory_mib: int, *, network: bool = False) -> Guards:
    """Shut the process in, before it starts a thread; memory_mib limits its address space.

    With network it may call others, as one must that asks another store.
    """
    _no_core_dump()
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
    return Guards(
        memory=_limit_memory(memory_mib * 2**20),
        network=libc is not None and not network and _deny_network(libc),
        processor=limit_processor(_IDLE_SECONDS),
        parent_death=libc is not None and _prctl(libc, _PR_SET_PDEATHSIG, _SIGKILL),
        first_victim=_offer_as_first_victim(),
    )


def limit_processor(seconds: float) -> bool:
    """Let the kernel end this process if it computes for longer than this; False where no kernel does.

    A second net: the parent ends a worker at its limit of wall time. The store's own threads compute too.
    """
    try:
        import resource  # noqa: PLC0415 - not on every platform
    except ImportError:
        return False
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = math.ceil(used.ru_utime + used.ru_stime + _THREADS * seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))
    return resource.getrlimit(resource.RLIMIT_CPU)[0] == most


def _no_core_dump() -> None:
    try:
        import resource  # noqa: PLC0415 - not on every platform
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_memory(size: int) -> bool:
    try:
        import resource  # noqa: PLC0415 - not on every platform

        resource.setrlimit(resource.RLIMIT_AS, (size, size))
        mmap.mmap(-1, size).close()  # more than is left
    except (ImportError, AttributeError, ValueError):
        return False
    except OSError as error:
        return error.errno == errno.ENOMEM
    return False


def _offer_as_first_victim() -> bool:
    """Let the kernel, when memory runs out, end a worker rather than the service."""
    try:
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    except OSError:
        return False
    return True


class _Instruction(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_ushort),
        ("if_true", ctypes.c_ubyte),
        ("if_false", ctypes.c_ubyte),
        ("operand", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.POINTER(_Instruction)))


def _filter(architecture: int, calls: tuple[int, ...]) -> list[_Instruction]:
    """Write the filter: foreign architectures and the listed calls get EACCES, all else is allowed."""
    load, equal, at_least, answer = 0x20, 0x15, 0x35, 0x06
    allow, deny = 0x7FFF0000, 0x00050000 | errno.EACCES
    tests = [_Instruction(equal, len(calls) - at, 0, call) for at, call in enumerate(calls)]
    return [
        _Instruction(load, 0, 0, 4),  # offset of the architecture
        _Instruction(equal, 0, len(calls) + 3, architecture),
        _Instruction(load, 0, 0, 0),  # offset of the call's number
        _Instruction(at_least, len(calls) + 1, 0, _X32),
        *tests,
        _Instruction(answer, 0, 0, allow),
        _Instruction(answer, 0, 0, deny),
    ]


def _deny_network(libc: ctypes.CDLL) -> bool:
    if platform.machine() not in _CALLS:
        return False
    instructions = _filter(*_CALLS[platform.machine()])
    program = _Program(len(instructions), (_Instruction * len(instructions))(*instructions))
    if not _prctl(libc, _PR_SET_NO_NEW_PRIVS, 1):
        return False
    if not _prctl(libc, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(program)):
        return False
    opened = libc.socket(2, 1, 0)
    if opened >= 0:
        os.close(opened)
    return opened < 0 and ctypes.get_errno() == errno.EACCES


def _prctl(libc: ctypes.CDLL, option: int, *values: int) -> bool:
    padded = [ctypes.c_ulong(value) for value in (*values, 0, 0, 0, 0)[:4]]
    return bool(libc.prctl(ctypes.c_int(option), *padded) == 0)
