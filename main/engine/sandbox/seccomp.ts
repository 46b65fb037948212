/**
 * A filter of system calls for engines on Linux, as the kernel's BPF program: no other process, no socket, no
 * look into others, no mounts. Numbers are those of the kernel's tables (arch/x86/entry/syscalls and
 * include/uapi/asm-generic/unistd.h); the layout is that of struct sock_filter and struct seccomp_data.
 */
const LOAD_WORD = 0x20; // BPF_LD | BPF_W | BPF_ABS
const JUMP_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
const JUMP_AT_LEAST = 0x35; // BPF_JMP | BPF_JGE | BPF_K
const JUMP_IF_SET = 0x45; // BPF_JMP | BPF_JSET | BPF_K
const RETURN = 0x06; // BPF_RET | BPF_K

const ALLOW = 0x7fff0000;
const KILL_PROCESS = 0x80000000;
const ERRNO = 0x00050000;
const EPERM = ERRNO | 1;
const ENOSYS = ERRNO | 38;

/** Offsets in struct seccomp_data, on little-endian machines. */
const NUMBER = 0;
const ARCHITECTURE = 4;
const argument = (index: number): number => 16 + 8 * index;

/** A new thread of the same process has it, a new process has not. */
const CLONE_THREAD = 0x00010000;

/** Types a character into the terminal. */
const TIOCSTI = 0x5412;

/** Of both machines: the kernel has given new calls one number since 2019. */
const UNIFIED_REFUSED = {
  ...{ open_tree: 428, move_mount: 429, fsopen: 430, fsconfig: 431, fsmount: 432, fspick: 433 },
  ...{ pidfd_open: 434, pidfd_getfd: 438, mount_setattr: 442 },
};

interface Machine {
  architecture: number;
  clone: number;
  ioctl: number;
  refused: Record<string, number>;
}

const MACHINES: Record<string, Machine> = {
  x64: {
    ...{ architecture: 0xc000003e, clone: 56, ioctl: 16 },
    refused: {
      ...{ socket: 41, connect: 42, bind: 49, listen: 50, fork: 57, vfork: 58, execveat: 322 },
      ...{ ptrace: 101, process_vm_readv: 310, process_vm_writev: 311, kcmp: 312 },
      ...{ unshare: 272, setns: 308, mount: 165, umount2: 166, pivot_root: 155, chroot: 161 },
      ...{ bpf: 321, perf_event_open: 298, userfaultfd: 323, fanotify_init: 300 },
      ...{ open_by_handle_at: 304, add_key: 248, request_key: 249, keyctl: 250 },
      ...{ init_module: 175, delete_module: 176, finit_module: 313, kexec_load: 246 },
      ...{ kexec_file_load: 320, reboot: 169, swapon: 167, swapoff: 168, syslog: 103 },
    },
  },
  arm64: {
    ...{ architecture: 0xc00000b7, clone: 220, ioctl: 29 },
    refused: {
      ...{ socket: 198, connect: 203, bind: 200, listen: 201, execveat: 281 },
      ...{ ptrace: 117, process_vm_readv: 270, process_vm_writev: 271, kcmp: 272 },
      ...{ unshare: 97, setns: 268, mount: 40, umount2: 39, pivot_root: 41, chroot: 51 },
      ...{ bpf: 280, perf_event_open: 241, userfaultfd: 282, fanotify_init: 262 },
      ...{ open_by_handle_at: 265, add_key: 217, request_key: 218, keyctl: 219 },
      ...{ init_module: 105, delete_module: 106, finit_module: 273, kexec_load: 104 },
      ...{ kexec_file_load: 294, reboot: 142, swapon: 224, swapoff: 225, syslog: 116 },
    },
  },
};

/** Their absence is what libraries expect of an old kernel, and have another way for. */
const ABSENT = { clone3: 435, io_uring_setup: 425, io_uring_enter: 426, io_uring_register: 427 };

/** Calls of the x32 interface have this bit, and would pass as others. */
const X32 = 0x40000000;

type Instruction = [code: number, jumpTrue: number, jumpFalse: number, operand: number];

/**
 * The filter for the machine `arch` (a value of process.arch), 8 bytes an instruction; null for machines whose
 * numbers are not here. A refused call fails with EPERM. `execve` is allowed: the filter is set before the
 * engine's own program is loaded by it, and what replaces that is under the same filter.
 */
export function seccompFilter(arch: string): Buffer | null {
  const machine = MACHINES[arch];
  if (machine === undefined) return null;
  const { architecture, clone, ioctl, refused } = machine;
  const program: Instruction[] = [
    [LOAD_WORD, 0, 0, ARCHITECTURE],
    [JUMP_EQUAL, 1, 0, architecture],
    [RETURN, 0, 0, KILL_PROCESS], // calls of another machine have other numbers
    [LOAD_WORD, 0, 0, NUMBER],
  ];
  if (arch === 'x64') program.push([JUMP_AT_LEAST, 0, 1, X32], [RETURN, 0, 0, ENOSYS]);
  const answer = (calls: Record<string, number>, what: number) => {
    for (const number of Object.values(calls)) {
      program.push([JUMP_EQUAL, 0, 1, number], [RETURN, 0, 0, what]);
    }
  };
  answer(ABSENT, ENOSYS);
  answer({ ...refused, ...UNIFIED_REFUSED }, EPERM);
  program.push(
    [JUMP_EQUAL, 0, 4, clone],
    [LOAD_WORD, 0, 0, argument(0)],
    [JUMP_IF_SET, 1, 0, CLONE_THREAD],
    [RETURN, 0, 0, EPERM],
    [RETURN, 0, 0, ALLOW],
    [JUMP_EQUAL, 0, 4, ioctl],
    [LOAD_WORD, 0, 0, argument(1)],
    [JUMP_EQUAL, 0, 1, TIOCSTI],
    [RETURN, 0, 0, EPERM],
    [RETURN, 0, 0, ALLOW],
    [RETURN, 0, 0, ALLOW],
  );
  return assemble(program);
}

function assemble(program: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(program.length * 8);
  for (const [i, [code, jumpTrue, jumpFalse, operand]] of program.entries()) {
    bytes.writeUInt16LE(code, i * 8);
    bytes.writeUInt8(jumpTrue, i * 8 + 2);
    bytes.writeUInt8(jumpFalse, i * 8 + 3);
    bytes.writeUInt32LE(operand, i * 8 + 4);
  }
  return bytes;
}
