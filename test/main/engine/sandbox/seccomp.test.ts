/** The filter of system calls, run as the kernel would run it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seccompFilter } from '../../../../main/engine/sandbox/seccomp.ts';

const ALLOW = 0x7fff0000;
const KILL = 0x80000000;
const EPERM = 0x00050001;
const ENOSYS = 0x00050026;

const X64 = 0xc000003e;
const ARM64 = 0xc00000b7;

/** What `program` answers to a call. Each jump goes forward, so that it ends. */
function answer(program: Buffer, arch: number, number: number, args: number[] = []): number {
  const data = Buffer.alloc(64);
  data.writeUInt32LE(number, 0);
  data.writeUInt32LE(arch, 4);
  args.forEach((value, i) => data.writeBigUInt64LE(BigInt(value), 16 + 8 * i));
  let accumulator = 0;
  for (let at = 0; at < program.length / 8; at++) {
    const code = program.readUInt16LE(at * 8);
    const operand = program.readUInt32LE(at * 8 + 4);
    const jump = (is: boolean) => (at += program.readUInt8(at * 8 + (is ? 2 : 3)));
    if (code === 0x20) accumulator = data.readUInt32LE(operand);
    else if (code === 0x15) jump(accumulator === operand);
    else if (code === 0x35) jump(accumulator >= operand);
    else if (code === 0x45) jump((accumulator & operand) !== 0);
    else if (code === 0x06) return operand;
    else throw new Error(`unknown instruction ${code}`);
  }
  throw new Error('the program has no end');
}

const x64 = seccompFilter('x64')!;
const arm64 = seccompFilter('arm64')!;

test('new processes, sockets and looks into others are refused', () => {
  const SIGCHLD = 17;
  for (const number of [41, 42, 57, 58, 101, 165, 272, 310, 321, 322, 428, 438]) {
    assert.equal(answer(x64, X64, number), EPERM, String(number));
  }
  for (const number of [198, 203, 117, 40, 97, 270, 280, 281]) {
    assert.equal(answer(arm64, ARM64, number), EPERM, String(number));
  }
  assert.equal(answer(x64, X64, 56, [SIGCHLD]), EPERM);
  assert.equal(answer(arm64, ARM64, 220, [SIGCHLD]), EPERM);
  assert.equal(answer(x64, X64, 16, [0, 0x5412]), EPERM);
});

test('threads are allowed, and what Node and decoders do', () => {
  const thread = 0x3d0f00; // what pthread_create asks for
  assert.equal(answer(x64, X64, 56, [thread]), ALLOW);
  assert.equal(answer(arm64, ARM64, 220, [thread]), ALLOW);
  for (const number of [0, 1, 9, 10, 11, 13, 16, 59, 202, 228, 257, 281, 290, 293, 334]) {
    assert.equal(answer(x64, X64, number), ALLOW, String(number));
  }
});

test('newer ways of the same are told to be absent', () => {
  for (const number of [425, 426, 427, 435]) assert.equal(answer(x64, X64, number), ENOSYS);
});

test('calls in the words of another machine end the process, or are absent', () => {
  assert.equal(answer(x64, 0x40000003, 102), KILL); // 32-bit: its socketcall
  assert.equal(answer(arm64, X64, 1), KILL);
  assert.equal(answer(x64, X64, 0x40000000 + 41), ENOSYS);
});

test('there is none for machines whose numbers are not known', () => {
  assert.equal(seccompFilter('riscv64'), null);
});

test('every call has an answer, and only by its number, and the flags of clone and ioctl', () => {
  const word = fc.integer({ min: 0, max: 0xffffffff });
  fc.assert(
    fc.property(
      fc.constantFrom(x64, arm64),
      word,
      fc.array(word, { maxLength: 6 }),
      (p, n, args) => {
        const arch = p === x64 ? X64 : ARM64;
        const said = answer(p, arch, n % 600, args);
        assert.ok([ALLOW, EPERM, ENOSYS].includes(said));
        if (![16, 29, 56, 220].includes(n % 600)) assert.equal(said, answer(p, arch, n % 600));
      },
    ),
  );
});

test('it is as short as the kernel wants, and 8 bytes an instruction', () => {
  for (const program of [x64, arm64]) {
    assert.equal(program.length % 8, 0);
    assert.ok(program.length / 8 <= 4096);
  }
});
