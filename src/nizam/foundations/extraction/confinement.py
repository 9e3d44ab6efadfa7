# SPDX-License-Identifier: EUPL-1.2
"""Takes from a process, for good, what reading a file does not need; and starts a program so confined.

Imports nothing of this package: as a file of its own, in Python's isolated mode, it starts the reader of pictures.

What is enforced where:

- by a seccomp filter, which needs no privilege: no sockets and no io_uring (so no network and no talk with other
  programs of the machine), no other process is signalled, traced or read, no namespaces or mounts. The reading process
  moreover starts no program and no process or thread, and opens files for reading only; nothing on the disk is made,
  changed or removed;
- by resource limits: address space, processor seconds, no file longer than 0 bytes, no core dump, few open files;
- by a network namespace of its own, where the process may have one (as root, or in a container that allows it);
- by the parent: the wall clock, and the size of all that is said.

Not enforced: files that the account of the server may read can be read. What an overtaken reader learns there it can
only put into the text it returns.
"""

import contextlib
import ctypes
import os
import platform
import resource
import signal
import sys
from typing import Final, NamedTuple

# linux/seccomp.h, linux/bpf_common.h, linux/prctl.h, linux/sched.h
_LOAD_WORD, _IF_EQUAL, _IF_AT_LEAST, _IF_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000
_EPERM, _ENOSYS = 1, 38
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 1, 38, 22, 2
_CLONE_NEWNET = 0x40000000
_X32_CALLS_START = 0x40000000
_ARGUMENTS_START, _ARGUMENT_SIZE = 16, 8
# O_WRONLY, O_RDWR, O_CREAT and O_TRUNC, the same on both processors
_WRITING: Final = 0o1 | 0o2 | 0o100 | 0o1000
_CLONE_THREAD: Final = 0x10000

# Calls of the same number on all processors are those from 403 on: pidfd_send_signal, io_uring_setup, open_tree,
# move_mount, fsopen, fsconfig, fsmount, fspick, pidfd_getfd, mount_setattr.
_NEW: Final = (424, 425, 428, 429, 430, 431, 432, 433, 438, 442)


class Calls(NamedTuple):
    """System call numbers of a processor: `audit_arch` of linux/audit.h, then the calls by what they are refused for.

    `always` are refused to both kinds of process, `reader` to the reading process only. `open` and `openat` are refused
    when their flags ask for writing, `clone3` as if the kernel did not know it.
    """

    audit_arch: int
    always: tuple[int, ...]
    reader: tuple[int, ...]
    open_calls: tuple[tuple[int, int], ...]
    clone3: int = 435
    openat2: int = 437


CALLS: Final = {
    "x86_64": Calls(
        0xC000003E,
        # socket, socketpair, kill, tkill, ptrace, unshare, setns, mount, umount2, pivot_root, chroot, bpf, userfaultfd,
        # perf_event_open, process_vm_readv, process_vm_writev, kexec_load, add_key, keyctl
        (41, 53, 62, 200, 101, 272, 308, 165, 166, 155, 161, 321, 323, 298, 310, 311, 246, 248, 250),
        # execve, execveat, fork, vfork, clone, creat, truncate, rename, mkdir, rmdir, link, unlink, symlink, chmod,
        # chown, lchown, mknod, mkdirat, mknodat, fchownat, unlinkat, renameat, linkat, symlinkat, fchmodat, renameat2,
        # memfd_create, utimensat
        (59, 322, 57, 58, 56, 85, 76, 82, 83, 84, 86, 87, 88, 90, 92, 94, 133, 258, 259, 260, 263, 264, 265, 266, 268,
         316, 319, 280),
        # open with its flags second, openat with them third
        ((2, 1), (257, 2)),
    ),
    "aarch64": Calls(
        0xC00000B7,
        # the same in the same order, where this processor has them
        (198, 199, 129, 130, 117, 97, 268, 40, 39, 41, 51, 280, 282, 241, 270, 271, 104, 217, 219),
        (221, 281, 220, 45, 34, 33, 54, 35, 38, 37, 36, 53, 276, 279, 88),
        ((56, 2),),
    ),
}  # fmt: skip


class _Instruction(ctypes.Structure):
    _fields_ = [("code", ctypes.c_uint16), ("jt", ctypes.c_uint8), ("jf", ctypes.c_uint8), ("k", ctypes.c_uint32)]


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.POINTER(_Instruction))]


def instructions(calls: Calls, *, reader: bool) -> list[tuple[int, int, int, int]]:
    """Return the filter program (seccomp(2)): code, jump if true, jump if false, constant."""
    code = [
        (_LOAD_WORD, 0, 0, 4),
        (_IF_EQUAL, 1, 0, calls.audit_arch),
        (_RETURN, 0, 0, _REFUSE | _EPERM),
        (_LOAD_WORD, 0, 0, 0),
        (_IF_AT_LEAST, 0, 1, _X32_CALLS_START),
        (_RETURN, 0, 0, _REFUSE | _EPERM),
    ]
    for call in (*calls.always, *_NEW, *(calls.reader if reader else ())):
        code += [(_IF_EQUAL, 0, 1, call), (_RETURN, 0, 0, _REFUSE | _EPERM)]
    if reader:
        for call in (calls.clone3, calls.openat2):
            code += [(_IF_EQUAL, 0, 1, call), (_RETURN, 0, 0, _REFUSE | _ENOSYS)]
        for call, argument in calls.open_calls:
            code += [
                (_IF_EQUAL, 0, 4, call),
                (_LOAD_WORD, 0, 0, _ARGUMENTS_START + argument * _ARGUMENT_SIZE),
                (_IF_ANY_BIT, 0, 1, _WRITING),
                (_RETURN, 0, 0, _REFUSE | _EPERM),
                (_LOAD_WORD, 0, 0, 0),
            ]
    return [*code, (_RETURN, 0, 0, _ALLOW)]


def confine(*, reader: bool, machine: str = "") -> None:
    """Confine the calling process for good, and have it killed when its parent dies.

    With `reader` set it can start neither programs nor processes nor threads and write no file. Raises OSError on a
    processor without its row in `CALLS` or a kernel without filters.
    """
    processor = machine or platform.machine()
    if processor not in CALLS:
        raise OSError(f"a reader is not confined on the processor {processor!r}: its system call numbers are unknown")
    libc = ctypes.CDLL(None, use_errno=True)
    # One more wall where the process may have it; the filter below stands in any case.
    libc.unshare(_CLONE_NEWNET)
    code = instructions(CALLS[processor], reader=reader)
    program = _Program(len(code), (_Instruction * len(code))(*(_Instruction(*line) for line in code)))
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(
        _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0
    ):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def limit(*, memory_bytes: int, cpu_seconds: int, file_bytes: int = 0, files: int = 64) -> None:
    """Limit what the calling process may use; limits that are tighter already stay."""
    for what, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, files),
    ):
        hard = resource.getrlimit(what)[1]
        # SIGXCPU comes at the soft limit, SIGKILL at the hard one: the two are told apart only when they differ.
        ceiling = most + 1 if what == resource.RLIMIT_CPU else most
        soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (soft, ceiling if hard == resource.RLIM_INFINITY else min(ceiling, hard)))


def main(memory_bytes: str, cpu_seconds: str, *command: str) -> None:
    """Become `command`, confined: no sockets, no talk with other processes, no file written, the limits given."""
    limit(memory_bytes=int(memory_bytes), cpu_seconds=int(cpu_seconds))
    confine(reader=False)
    os.execvp(command[0], command)  # noqa: S606  a program named by our own code, without a shell


if __name__ == "__main__":
    main(*sys.argv[1:])
